package io.kvlab.cache;

import java.util.Arrays;

/**
 * The true positions that one sequence holds: what compression kept of each layer and KV head, and
 * behind it the run of positions that every head has appended since.
 *
 * @param kept {@code [layers][kv_heads][kept]}, increasing; lists may be shared between heads
 * @param appendedFrom the first position appended after the last compression
 * @param next the position of the next token
 */
record SequenceEntries(int[][][] kept, int appendedFrom, int next) {
  private static final int[] NONE = {};

  static SequenceEntries empty(int layers, int kvHeads) {
    int[][] heads = new int[kvHeads][];
    Arrays.fill(heads, NONE);
    int[][][] kept = new int[layers][][];
    Arrays.fill(kept, heads);
    return new SequenceEntries(kept, 0, 0);
  }

  /** Whether every head holds all positions from the first on. */
  boolean contiguous() {
    return Arrays.stream(kept)
        .allMatch(
            heads ->
                Arrays.stream(heads)
                    .allMatch(
                        head ->
                            head.length == appendedFrom
                                && (head.length == 0 || head[head.length - 1] == head.length - 1)));
  }

  int length(int layer, int head) {
    return kept[layer][head].length + next - appendedFrom;
  }

  int[] positions(int layer, int head) {
    int[] before = kept[layer][head];
    int[] result = Arrays.copyOf(before, length(layer, head));
    for (int i = before.length; i < result.length; i++) {
      result[i] = appendedFrom + i - before.length;
    }
    return result;
  }

  /** Where a position is stored in its row, or a negative number if it is not cached. */
  int indexOf(int layer, int head, int position) {
    int[] before = kept[layer][head];
    if (position >= appendedFrom) {
      return position < next ? before.length + position - appendedFrom : -1;
    }
    return Arrays.binarySearch(before, position);
  }

  SequenceEntries advance(int count) {
    return new SequenceEntries(kept, appendedFrom, next + count);
  }

  SequenceEntries withKept(int[][][] newKept) {
    return new SequenceEntries(newKept, next, next);
  }
}
