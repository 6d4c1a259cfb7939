package io.kvlab.engine;

import io.kvlab.dsl.ast.CompressionPoint;
import io.kvlab.model.Range;
import java.util.List;

/**
 * An example as the model reads it.
 *
 * @param index position in the task's data
 * @param id the name by which examples of two cells are paired
 * @param gold the expected answer
 * @param ids token ids, the start token first where the model has one
 * @param shots token spans that stand for shots, in order
 * @param question token index at which the question begins
 * @param choices tokens of each choice, where answers are weighed and not generated; else empty
 */
record PreparedPrompt(
    int index,
    String id,
    String gold,
    int[] ids,
    List<Range> shots,
    int question,
    List<int[]> choices) {
  PreparedPrompt {
    shots = List.copyOf(shots);
    choices = List.copyOf(choices);
  }

  int length() {
    return ids.length;
  }

  /** How many of the first positions are compressed at {@code point}. */
  int compressible(CompressionPoint point) {
    return switch (point) {
      case PROMPT -> ids.length;
      case QUESTION -> question;
      case LAST -> ids.length - 1;
    };
  }

  /** What follows the positions that are compressed at {@code point}; empty at prompt. */
  int[] tail(CompressionPoint point) {
    return java.util.Arrays.copyOfRange(ids, compressible(point), ids.length);
  }
}
