package io.kvlab.cache;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * How the rows of one layer (sequence by sequence, KV head by KV head) are stored: in one tensor in
 * that order, or, where their lengths differ so much that padding would waste memory, in several.
 * Layers whose rows have the same lengths share a layout.
 *
 * @param kvHeads KV heads per sequence
 * @param identity one bucket holding all rows in order
 */
record Layout(List<Bucket> buckets, int kvHeads, boolean identity) {
  /** More padding than this fraction of a bucket is worth a second bucket. */
  private static final double TOLERATED_PADDING = 0.2;

  private static final int MOST_BUCKETS = 4;

  /**
   * One tensor {@code [a, c, room, d]}.
   *
   * @param rows the rows that it holds, in its order
   * @param c all KV heads where the heads of each sequence have one length, otherwise 1
   * @param room entries that fit into a row
   */
  record Bucket(int[] rows, int c, int room) {
    int a() {
      return rows.length / c;
    }
  }

  Layout {
    buckets = List.copyOf(buckets);
  }

  /** A layout for rows of these lengths with space for {@code reserve} more entries each. */
  static Layout plan(int[] lengths, int kvHeads, int reserve) {
    int rows = lengths.length;
    int longest = Arrays.stream(lengths).max().orElse(0);
    long entries = Arrays.stream(lengths).asLongStream().sum();
    if (rows * (long) longest - entries <= TOLERATED_PADDING * rows * longest) {
      int[] all = IntStream.range(0, rows).toArray();
      int c = headsAgree(lengths, kvHeads) ? kvHeads : 1;
      return new Layout(List.of(new Bucket(all, c, longest + reserve)), kvHeads, true);
    }
    int[] sorted =
        IntStream.range(0, rows)
            .boxed()
            .sorted(Comparator.comparingInt((Integer row) -> lengths[row]))
            .mapToInt(Integer::intValue)
            .toArray();
    List<Bucket> buckets = new ArrayList<>();
    int from = 0;
    for (int to : cuts(sorted, lengths)) {
      int[] held = Arrays.copyOfRange(sorted, from, to);
      buckets.add(new Bucket(held, 1, lengths[sorted[to - 1]] + reserve));
      from = to;
    }
    return new Layout(buckets, kvHeads, false);
  }

  private static boolean headsAgree(int[] lengths, int kvHeads) {
    for (int row = 0; row < lengths.length; row++) {
      if (lengths[row] != lengths[row - row % kvHeads]) {
        return false;
      }
    }
    return true;
  }

  /** Ends of the buckets over the sorted rows that waste the least, by dynamic programming. */
  private static int[] cuts(int[] sorted, int[] lengths) {
    int[] ends = distinctEnds(sorted, lengths);
    int n = ends.length;
    long[][] cost = new long[MOST_BUCKETS + 1][n + 1];
    int[][] previous = new int[MOST_BUCKETS + 1][n + 1];
    Arrays.fill(cost[0], Long.MAX_VALUE / 2);
    cost[0][0] = 0;
    for (int used = 1; used <= MOST_BUCKETS; used++) {
      Arrays.fill(cost[used], Long.MAX_VALUE / 2);
      for (int end = 1; end <= n; end++) {
        long width = lengths[sorted[ends[end - 1] - 1]];
        for (int begin = 0; begin < end; begin++) {
          int first = begin == 0 ? 0 : ends[begin - 1];
          long total = cost[used - 1][begin] + width * (ends[end - 1] - first);
          if (total < cost[used][end]) {
            cost[used][end] = total;
            previous[used][end] = begin;
          }
        }
      }
    }
    int best = 1;
    for (int used = 2; used <= MOST_BUCKETS; used++) {
      // another bucket must earn its operations
      if (cost[used][n] < (1 - TOLERATED_PADDING / 4) * cost[best][n]) {
        best = used;
      }
    }
    int[] result = new int[best];
    for (int used = best, end = n; used > 0; end = previous[used][end], used--) {
      result[used - 1] = ends[end - 1];
    }
    return result;
  }

  /** Ends of the runs of equal length, thinned to at most 64 so that planning stays cheap. */
  private static int[] distinctEnds(int[] sorted, int[] lengths) {
    int[] ends =
        IntStream.rangeClosed(1, sorted.length)
            .filter(i -> i == sorted.length || lengths[sorted[i]] != lengths[sorted[i - 1]])
            .toArray();
    int stride = (ends.length + 63) / 64;
    if (stride == 1) {
      return ends;
    }
    return IntStream.range(0, (ends.length + stride - 1) / stride)
        .map(i -> ends[Math.min(ends.length - 1, (i + 1) * stride - 1)])
        .toArray();
  }

  /** Entries allocated in one layer. */
  long entries() {
    return buckets.stream().mapToLong(bucket -> (long) bucket.rows().length * bucket.room()).sum();
  }

  /** For every row, the index of its bucket. */
  int[] bucketOfRow() {
    int[] result = new int[buckets.stream().mapToInt(bucket -> bucket.rows().length).sum()];
    for (int b = 0; b < buckets.size(); b++) {
      for (int row : buckets.get(b).rows()) {
        result[row] = b;
      }
    }
    return result;
  }

  /** For every row, its place within its bucket. */
  int[] placeOfRow() {
    int[] result = new int[buckets.stream().mapToInt(bucket -> bucket.rows().length).sum()];
    for (Bucket bucket : buckets) {
      for (int i = 0; i < bucket.rows().length; i++) {
        result[bucket.rows()[i]] = i;
      }
    }
    return result;
  }

  /** For every row, its place in the concatenation of all buckets. */
  int[] back() {
    int[] result = new int[buckets.stream().mapToInt(bucket -> bucket.rows().length).sum()];
    int at = 0;
    for (Bucket bucket : buckets) {
      for (int row : bucket.rows()) {
        result[row] = at++;
      }
    }
    return result;
  }
}
