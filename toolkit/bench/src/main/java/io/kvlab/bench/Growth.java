package io.kvlab.bench;

import java.util.Arrays;
import java.util.Locale;

/**
 * How a gauge moved after its warm-up, the first quarter of its samples: the median of the last
 * third of the rest against that of the first third. Medians, since a single sample says when a
 * pool was last enlarged and not whether anything leaks.
 *
 * @param from median of the first third after warm-up
 * @param to median of the last third
 */
record Growth(double from, double to) {
  /** A share of the level, and megabytes, that allocators move by themselves. */
  private static final double SHARE = 0.05;

  private static final double NOISE = 8;

  /** The growth of a series in megabytes. */
  static Growth of(double[] samples) {
    double[] warm = Arrays.copyOfRange(samples, samples.length / 4, samples.length);
    int third = Math.max(1, warm.length / 3);
    return new Growth(
        median(Arrays.copyOf(warm, Math.min(third, warm.length))),
        median(Arrays.copyOfRange(warm, Math.max(0, warm.length - third), warm.length)));
  }

  /** Whether it is more than allocators move by themselves. */
  boolean significant() {
    return to - from > Math.max(NOISE, SHARE * from);
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int n = sorted.length;
    return n == 0 ? 0 : (sorted[(n - 1) / 2] + sorted[n / 2]) / 2;
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT, "%.1f -> %.1f, %s", from, to, significant() ? "GROWS" : "steady");
  }
}
