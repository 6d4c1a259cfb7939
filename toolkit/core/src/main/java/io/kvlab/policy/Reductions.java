package io.kvlab.policy;

import io.kvlab.model.evidence.Evidence;
import io.kvlab.model.evidence.EvidenceKind;
import java.util.Arrays;

/** The arithmetic that methods share; pure functions in float32, as the published code computes. */
public final class Reductions {
  private Reductions() {}

  /**
   * One score per position from the query heads of each KV head.
   *
   * @return {@code [kv_heads][candidates]}, for the first {@code candidates} positions
   */
  public static float[][] reduceGroups(
      Evidence evidence, EvidenceKind kind, int layer, Group group, int candidates) {
    int size = evidence.groupSize();
    float[][] reduced = new float[evidence.kvHeads()][];
    for (int kvHead = 0; kvHead < reduced.length; kvHead++) {
      reduced[kvHead] = reduce(rows(evidence, kind, layer, kvHead * size, size), group, candidates);
    }
    return reduced;
  }

  /** The scores of all query heads of a layer as one row {@code [candidates]}. */
  public static float[] reduceLayer(
      Evidence evidence, EvidenceKind kind, int layer, Group group, int candidates) {
    return reduce(rows(evidence, kind, layer, 0, evidence.heads()), group, candidates);
  }

  private static float[][] rows(
      Evidence evidence, EvidenceKind kind, int layer, int firstHead, int heads) {
    float[][] rows = new float[heads][];
    Arrays.setAll(rows, head -> evidence.of(kind, layer, firstHead + head));
    return rows;
  }

  /** Several rows as one. */
  public static float[] reduce(float[][] rows, Group group) {
    return reduce(rows, group, rows[0].length);
  }

  private static float[] reduce(float[][] rows, Group group, int candidates) {
    float[] reduced = Arrays.copyOf(rows[0], candidates);
    for (int head = 1; head < rows.length; head++) {
      for (int i = 0; i < candidates; i++) {
        reduced[i] =
            group == Group.MAX ? Math.max(reduced[i], rows[head][i]) : reduced[i] + rows[head][i];
      }
    }
    if (group == Group.MEAN) {
      for (int i = 0; i < candidates; i++) {
        reduced[i] /= rows.length;
      }
    }
    return reduced;
  }

  /** Pools a row over an odd number of neighbours, as {@link Pooling} says. */
  public static float[] pool(float[] row, int kernel, Pooling pooling) {
    if (kernel == 1) {
      return row;
    }
    int reach = kernel / 2;
    float[] pooled = new float[row.length];
    for (int i = 0; i < row.length; i++) {
      int from = Math.max(0, i - reach);
      int to = Math.min(row.length - 1, i + reach);
      float value = row[from];
      for (int j = from + 1; j <= to; j++) {
        value = pooling == Pooling.MAX ? Math.max(value, row[j]) : value + row[j];
      }
      pooled[i] = pooling == Pooling.MAX ? value : value / kernel;
    }
    return pooled;
  }

  /** The per-KV-head rows of a kind with their sign changed: the smallest come first. */
  public static float[][] negated(Evidence evidence, EvidenceKind kind, int layer, int candidates) {
    float[][] rows = new float[evidence.kvHeads()][candidates];
    for (int kvHead = 0; kvHead < rows.length; kvHead++) {
      float[] row = evidence.of(kind, layer, kvHead);
      for (int i = 0; i < candidates; i++) {
        rows[kvHead][i] = -row[i];
      }
    }
    return rows;
  }
}
