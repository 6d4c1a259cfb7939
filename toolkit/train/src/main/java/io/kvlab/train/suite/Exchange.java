package io.kvlab.train.suite;

/**
 * One question and its answer, as text. The answer starts with the space or newline that follows
 * the question.
 */
public record Exchange(String question, String answer) {

  /** What ends every answer, a shot's and a generated one's. */
  public static final String END = "\n\n";

  /** The exchange as a shot: question, answer and the blank line. */
  public String shot() {
    return question + answer + END;
  }
}
