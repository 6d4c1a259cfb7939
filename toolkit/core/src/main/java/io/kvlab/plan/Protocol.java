package io.kvlab.plan;

import io.kvlab.task.ChatFormat;
import java.util.Locale;
import java.util.StringJoiner;

/**
 * How a task is put to a model, and where its answer is looked for.
 *
 * @param chat whether prompts go through the model's chat format
 * @param scoring where the answer is looked for
 */
public record Protocol(ChatFormat.Use chat, Scoring scoring) {
  /** The model's own format for conversations alone; answers are generated. */
  public static final Protocol STANDARD = new Protocol(ChatFormat.Use.AUTO, Scoring.GENERATION);

  /** Where an answer is looked for. */
  public enum Scoring {
    /** In the text that the model goes on with. */
    GENERATION,
    /** Among the choices of the task: the one that the model finds most likely. */
    LIKELIHOOD;

    /** The word of the language. */
    public String keyword() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

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
