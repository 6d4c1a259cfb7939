package io.kvlab.task.internal;

import io.kvlab.model.decode.ThoughtMarks;

/**
 * A completion without what the model thought before it answered.
 *
 * @param answer what follows the last closing mark; without one, the completion as it stands
 * @param unfinished whether thoughts were begun and never ended, so that nothing was answered
 */
record Thoughts(String answer, boolean unfinished) {
  static Thoughts cut(String completion) {
    int end = ThoughtMarks.end(completion);
    String rest = completion.substring(end);
    return new Thoughts(
        end == 0 ? rest : PythonText.stripLeading(rest), ThoughtMarks.open(completion, end));
  }
}
