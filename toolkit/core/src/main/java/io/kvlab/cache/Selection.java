package io.kvlab.cache;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Which positions of a prompt each layer and KV head keeps: {@code [layers][kv_heads][kept]}, every
 * list in increasing order. Immutable; equal selections are equal objects, so a planner can merge
 * branches that keep the same entries.
 */
public final class Selection {
  private final int[][][] kept;
  private final int hash;

  private Selection(int[][][] kept) {
    this.kept = kept;
    this.hash = Arrays.deepHashCode(kept);
  }

  /** A selection of its own for every layer and KV head; the arrays are copied and checked. */
  public static Selection of(int[][][] kept) {
    int[][][] copy = new int[kept.length][][];
    for (int layer = 0; layer < kept.length; layer++) {
      copy[layer] = new int[kept[layer].length][];
      for (int head = 0; head < kept[layer].length; head++) {
        copy[layer][head] = kept[layer][head].clone();
        requireIncreasing(copy[layer][head]);
      }
    }
    return new Selection(copy);
  }

  /** The same positions for every layer and KV head. */
  public static Selection uniform(int layers, int kvHeads, int[] positions) {
    int[] shared = positions.clone();
    requireIncreasing(shared);
    int[][] row = new int[kvHeads][];
    Arrays.fill(row, shared);
    int[][][] kept = new int[layers][][];
    Arrays.fill(kept, row);
    return new Selection(kept);
  }

  /** All {@code length} positions everywhere. */
  public static Selection everything(int layers, int kvHeads, int length) {
    return uniform(layers, kvHeads, IntStream.range(0, length).toArray());
  }

  private static void requireIncreasing(int[] positions) {
    for (int i = 0; i < positions.length; i++) {
      if (positions[i] < 0 || (i > 0 && positions[i] <= positions[i - 1])) {
        throw new IllegalArgumentException(
            "kept positions must be increasing and not negative: " + Arrays.toString(positions));
      }
    }
  }

  public int layers() {
    return kept.length;
  }

  public int kvHeads() {
    return kept.length == 0 ? 0 : kept[0].length;
  }

  /** The position lists of a layer, one per KV head; shared, not to be changed. */
  int[][] layer(int layer) {
    return kept[layer];
  }

  /** The positions kept by one head, increasing; a copy. */
  public int[] positions(int layer, int kvHead) {
    return kept[layer][kvHead].clone();
  }

  /** The positions kept by one head, increasing, without a copy. */
  public void forEach(int layer, int kvHead, java.util.function.IntConsumer each) {
    for (int position : kept[layer][kvHead]) {
      each.accept(position);
    }
  }

  /** How many positions one head keeps. */
  public int count(int layer, int kvHead) {
    return kept[layer][kvHead].length;
  }

  /** Cached entries over all layers and KV heads. */
  public long total() {
    long total = 0;
    for (int[][] layer : kept) {
      for (int[] head : layer) {
        total += head.length;
      }
    }
    return total;
  }

  /**
   * The fraction of a prompt of {@code length} positions that is kept, over all layers and heads.
   */
  public double fraction(int length) {
    return (double) total() / ((double) layers() * kvHeads() * length);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Selection that
        && hash == that.hash
        && Arrays.deepEquals(kept, that.kept);
  }

  @Override
  public int hashCode() {
    return hash;
  }

  @Override
  public String toString() {
    return "Selection[layers=" + layers() + ", kvHeads=" + kvHeads() + ", total=" + total() + "]";
  }
}
