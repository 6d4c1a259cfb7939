package io.kvlab.dsl;

/**
 * One thing that may stand at the caret.
 *
 * @param text what to insert
 * @param kind what it is
 * @param help one line about it
 * @param from offset in UTF-16 units of what it replaces
 * @param to offset behind what it replaces
 */
public record Completion(String text, Kind kind, String help, int from, int to) {
  /** Kinds of completions. */
  public enum Kind {
    KEYWORD,
    POLICY,
    PARAMETER,
    /** A value of a parameter or a setting. */
    VALUE,
    TASK,
    MODEL,
    RESULT,
    PLOT,
    COLUMN,
    SETTING,
    DEVICE,
    MECHANISM,
    /** A topic of {@code help}. */
    TOPIC
  }
}
