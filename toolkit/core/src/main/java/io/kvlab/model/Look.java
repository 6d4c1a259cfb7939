package io.kvlab.model;

import java.util.List;

/**
 * What probes are told of a pass.
 *
 * @param length tokens of the prompt; 0 for all that has been read
 * @param start first prompt position that a replay is about
 * @param stop the position behind the last
 * @param finish whether they say what they found
 * @param keep whether their states are kept
 * @param before states to go on from
 */
record Look(int length, int start, int stop, boolean finish, boolean keep, ProbeStates before) {
  /** No probe sees anything. */
  static Look nothing() {
    return new Look(0, 0, 0, false, false, ProbeStates.none());
  }

  static Look prompts(ProbeStates before, boolean finish, boolean keep) {
    return new Look(0, 0, 0, finish, keep, before);
  }

  static Look replay(int length, int start, int stop, ProbeStates before, boolean last) {
    return new Look(length, start, stop, last, !last, before);
  }

  /**
   * As {@code decoder.py} takes it.
   *
   * @param counts each sequence's new tokens
   * @param firstQueries per sequence and probe the first query it sees
   */
  long[] numbers(int[] counts, List<Integer> firstQueries) {
    long[] numbers = new long[5 + counts.length + firstQueries.size()];
    numbers[0] = length;
    numbers[1] = start;
    numbers[2] = stop;
    numbers[3] = finish ? 1 : 0;
    numbers[4] = keep ? 1 : 0;
    for (int i = 0; i < counts.length; i++) {
      numbers[5 + i] = counts[i];
    }
    for (int i = 0; i < firstQueries.size(); i++) {
      numbers[5 + counts.length + i] = firstQueries.get(i);
    }
    return numbers;
  }
}
