package io.kvlab.summary.stats;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Spearman's rank correlation of a few pairs with its exact p-value over all orders.
 *
 * @param rho -1..1
 * @param pValue two-sided
 */
public record RankCorrelation(double rho, double pValue) {
  /** All orders of so many pairs are counted. */
  public static final int MOST_PAIRS = 9;

  /** The correlation of {@code x} and {@code y}, three to {@value #MOST_PAIRS} pairs. */
  public static RankCorrelation of(double[] x, double[] y) {
    if (x.length != y.length || x.length < 3 || x.length > MOST_PAIRS) {
      throw new IllegalArgumentException("three to nine pairs, not " + x.length);
    }
    double[] a = ranks(x);
    double[] b = ranks(y);
    double rho = correlation(a, b);
    long[] counts = new long[2];
    permute(a, b, 0, Math.abs(rho) - 1e-12, counts);
    return new RankCorrelation(rho, (double) counts[0] / counts[1]);
  }

  private static void permute(double[] a, double[] b, int from, double limit, long[] counts) {
    if (from == b.length) {
      counts[1]++;
      if (Math.abs(correlation(a, b)) >= limit) {
        counts[0]++;
      }
      return;
    }
    for (int i = from; i < b.length; i++) {
      swap(b, from, i);
      permute(a, b, from + 1, limit, counts);
      swap(b, from, i);
    }
  }

  private static void swap(double[] values, int i, int j) {
    double value = values[i];
    values[i] = values[j];
    values[j] = value;
  }

  /** Ranks from 1; ties share the mean of theirs. */
  private static double[] ranks(double[] values) {
    return Arrays.stream(values)
        .map(
            value ->
                IntStream.range(0, values.length)
                        .mapToDouble(i -> values[i] < value ? 1 : values[i] == value ? 0.5 : 0)
                        .sum()
                    + 0.5)
        .toArray();
  }

  private static double correlation(double[] a, double[] b) {
    double mean = (a.length + 1) / 2.0;
    double product = 0;
    double left = 0;
    double right = 0;
    for (int i = 0; i < a.length; i++) {
      product += (a[i] - mean) * (b[i] - mean);
      left += (a[i] - mean) * (a[i] - mean);
      right += (b[i] - mean) * (b[i] - mean);
    }
    return left == 0 || right == 0 ? 0 : product / Math.sqrt(left * right);
  }
}
