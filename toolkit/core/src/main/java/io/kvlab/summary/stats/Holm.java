package io.kvlab.summary.stats;

import java.util.Arrays;
import java.util.Comparator;

/** Holm's step-down correction for many tests (Holm 1979). */
public final class Holm {
  private Holm() {}

  /** The adjusted p-values, in the order given. */
  public static double[] adjust(double[] pValues) {
    Integer[] order = new Integer[pValues.length];
    Arrays.setAll(order, i -> i);
    Arrays.sort(order, Comparator.comparingDouble(i -> pValues[i]));
    double[] adjusted = new double[pValues.length];
    double highest = 0;
    for (int rank = 0; rank < order.length; rank++) {
      highest = Math.max(highest, Math.min(1, (order.length - rank) * pValues[order[rank]]));
      adjusted[order[rank]] = highest;
    }
    return adjusted;
  }
}
