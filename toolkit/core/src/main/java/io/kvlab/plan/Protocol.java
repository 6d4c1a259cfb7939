package io.kvlab.plan;

import io.kvlab.dsl.ast.ChatMode;
import io.kvlab.dsl.ast.Scoring;
import java.util.StringJoiner;

/**
 * How a task is put to a model, and where its answer is looked for.
 *
 * @param chat whether prompts go through the model's chat format
 * @param scoring where the answer is looked for
 */
public record Protocol(ChatMode chat, Scoring scoring) {
  /** The model's own format for conversations alone; answers are generated. */
  public static final Protocol STANDARD = new Protocol(ChatMode.AUTO, Scoring.GENERATION);

  /** Whatever is not standard in words of the language: {@code chat on scoring likelihood}. */
  public String words() {
    StringJoiner words = new StringJoiner(" ");
    if (chat != STANDARD.chat) {
      words.add("chat " + chat.keyword());
    }
    if (scoring != STANDARD.scoring) {
      words.add("scoring " + scoring.keyword());
    }
    return words.toString();
  }
}
