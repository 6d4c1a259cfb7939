package io.kvlab.plan;

import io.kvlab.dsl.ast.Scoring;
import io.kvlab.task.ChatUse;
import java.util.StringJoiner;

/**
 * How a task is put to a model, and where its answer is looked for.
 *
 * @param chat how prompts become conversations
 * @param scoring where the answer is looked for
 */
public record Protocol(ChatUse chat, Scoring scoring) {
  /** The model's own format for conversations alone; answers are generated. */
  public static final Protocol STANDARD = new Protocol(ChatUse.AUTO, Scoring.GENERATION);

  /** Whatever is not standard in words of the language: {@code chat on scoring likelihood}. */
  public String words() {
    StringJoiner words = new StringJoiner(" ");
    if (!chat.equals(STANDARD.chat)) {
      words.add(chat.words());
    }
    if (scoring != STANDARD.scoring) {
      words.add("scoring " + scoring.keyword());
    }
    return words.toString();
  }
}
