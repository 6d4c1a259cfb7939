package io.kvlab.policy;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * The k largest scores, with ties broken as PyTorch breaks them on a CPU.
 *
 * <p>Max pooling makes plateaus of equal scores, and a budget often ends inside one. Which entries
 * of the plateau survive is then decided by the selection algorithm alone. So that our selections
 * equal those of the published implementations entry for entry, this class walks the same way: a
 * heap for small k, otherwise quickselect with the median of three as pivot, and introsort where
 * the whole order is asked for. The result depends on the scores alone.
 */
public final class TopK {
  private static final int SMALL_RANGE = 3;
  private static final int SORTED_BY_INSERTION = 16;

  private final long[] order; // score in the upper half, index in the lower

  private TopK(float[] scores) {
    this.order = new long[scores.length];
    for (int i = 0; i < scores.length; i++) {
      order[i] = (long) ascending(scores[i]) << 32 | i;
    }
  }

  /** An integer that rises with the score; zeros are equal, and no number is above all others. */
  private static int ascending(float score) {
    int bits = Float.floatToIntBits(score + 0f);
    return bits ^ (bits >> 31 & Integer.MAX_VALUE);
  }

  private int[] indices(int count) {
    int[] indices = new int[count];
    for (int i = 0; i < count; i++) {
      indices[i] = (int) order[i];
    }
    return indices;
  }

  /** The indices of the {@code k} largest scores, increasing. */
  public static int[] largest(float[] scores, int k) {
    if (k >= scores.length) {
      return IntStream.range(0, scores.length).toArray();
    }
    if (k <= 0) {
      return new int[0];
    }
    TopK run = new TopK(scores);
    if (64L * k <= scores.length) {
      run.selectByHeap(0, k, scores.length);
    } else {
      run.selectByPartition(k - 1);
    }
    int[] top = run.indices(k);
    Arrays.sort(top);
    return top;
  }

  /** All indices by falling score. */
  public static int[] descending(float[] scores) {
    TopK run = new TopK(scores);
    int n = scores.length;
    if (n > 1) {
      run.sortByPartition(0, n, depth(n));
      run.insertFrom(0, Math.min(n, SORTED_BY_INSERTION));
      for (int i = SORTED_BY_INSERTION; i < n; i++) {
        run.sink(i, run.order[i]);
      }
    }
    return run.indices(n);
  }

  private static int depth(int n) {
    return 2 * (31 - Integer.numberOfLeadingZeros(n));
  }

  /** Whether the score of a is larger than that of b. */
  private static boolean before(long a, long b) {
    return a >> 32 > b >> 32;
  }

  /** Brings the {@code nth} of the order into place, larger scores to its left. */
  private void selectByPartition(int nth) {
    int first = 0;
    int last = order.length;
    for (int left = depth(last); last - first > SMALL_RANGE; left--) {
      if (left == 0) {
        selectByHeap(first, nth + 1, last);
        swap(first, nth);
        return;
      }
      int cut = partition(first, last);
      if (cut <= nth) {
        first = cut;
      } else {
        last = cut;
      }
    }
    insertFrom(first, last);
  }

  /** Sorts down to ranges short enough for one pass of insertions. */
  private void sortByPartition(int first, int end, int depth) {
    int last = end;
    for (int left = depth; last - first > SORTED_BY_INSERTION; left--) {
      if (left == 0) {
        selectByHeap(first, last, last);
        for (int end2 = last - 1; end2 > first; end2--) {
          popHeap(first, end2, end2);
        }
        return;
      }
      int cut = partition(first, last);
      sortByPartition(cut, last, left - 1);
      last = cut;
    }
  }

  /** Splits [first, last) at the median of three; returns where the right part begins. */
  private int partition(int first, int last) {
    swap(first, medianOf(first + 1, first + (last - first) / 2, last - 1));
    long pivot = order[first];
    int i = first + 1;
    int j = last;
    while (true) {
      while (before(order[i], pivot)) {
        i++;
      }
      j--;
      while (before(pivot, order[j])) {
        j--;
      }
      if (i >= j) {
        return i;
      }
      swap(i, j);
      i++;
    }
  }

  private int medianOf(int a, int b, int c) {
    if (before(order[a], order[b])) {
      if (before(order[b], order[c])) {
        return b;
      }
      return before(order[a], order[c]) ? c : a;
    }
    if (before(order[a], order[c])) {
      return a;
    }
    return before(order[b], order[c]) ? c : b;
  }

  private void insertFrom(int first, int last) {
    for (int i = first + 1; i < last; i++) {
      long entry = order[i];
      if (before(entry, order[first])) {
        System.arraycopy(order, first, order, first + 1, i - first);
        order[first] = entry;
      } else {
        sink(i, entry);
      }
    }
  }

  /** Moves {@code entry} from {@code place} to the left until its neighbour is not smaller. */
  private void sink(int place, long entry) {
    int i = place;
    while (before(entry, order[i - 1])) {
      order[i] = order[i - 1];
      i--;
    }
    order[i] = entry;
  }

  /** Gathers the largest of [first, last) in [first, middle), the smallest of them in front. */
  private void selectByHeap(int first, int middle, int last) {
    int size = middle - first;
    for (int parent = (size - 2) / 2; size > 1 && parent >= 0; parent--) {
      settle(first, parent, size, order[first + parent]);
    }
    for (int i = middle; i < last; i++) {
      if (before(order[i], order[first])) {
        popHeap(first, middle, i);
      }
    }
  }

  /** Puts the heap's front at {@code place} and takes what was there into the heap. */
  private void popHeap(int first, int end, int place) {
    long entry = order[place];
    order[place] = order[first];
    settle(first, 0, end - first, entry);
  }

  /** Walks a hole down to a leaf, then lets {@code entry} climb from there. */
  private void settle(int first, int start, int size, long entry) {
    int hole = start;
    int child = hole;
    while (child < (size - 1) / 2) {
      child = 2 * (child + 1);
      if (before(order[first + child], order[first + child - 1])) {
        child--;
      }
      order[first + hole] = order[first + child];
      hole = child;
    }
    if (size % 2 == 0 && child == (size - 2) / 2) {
      child = 2 * (child + 1) - 1;
      order[first + hole] = order[first + child];
      hole = child;
    }
    int parent = (hole - 1) / 2;
    while (hole > start && before(order[first + parent], entry)) {
      order[first + hole] = order[first + parent];
      hole = parent;
      parent = (hole - 1) / 2;
    }
    order[first + hole] = entry;
  }

  private void swap(int i, int j) {
    long entry = order[i];
    order[i] = order[j];
    order[j] = entry;
  }
}
