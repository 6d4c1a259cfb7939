package io.kvlab.task.internal;

import java.util.List;

/**
 * A completion without what the model thought before it answered.
 *
 * @param answer what follows the last closing mark; without one, the completion as it stands
 * @param unfinished whether thoughts were begun and never ended, so that nothing was answered
 */
record Thoughts(String answer, boolean unfinished) {
  private static final List<String> ENDS = List.of("</think>", "</thinking>", "[/THINK]");
  private static final List<String> BEGINNINGS = List.of("<think>", "<thinking>", "[THINK]");

  static Thoughts cut(String completion) {
    int end = 0;
    for (String mark : ENDS) {
      int at = completion.lastIndexOf(mark);
      end = at < 0 ? end : Math.max(end, at + mark.length());
    }
    String rest = completion.substring(end);
    boolean begun = BEGINNINGS.stream().anyMatch(rest::contains);
    return new Thoughts(end == 0 ? rest : PythonText.stripLeading(rest), begun);
  }
}
