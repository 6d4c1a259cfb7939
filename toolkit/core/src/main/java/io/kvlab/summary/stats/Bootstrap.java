package io.kvlab.summary.stats;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.apache.commons.statistics.distribution.NormalDistribution;

/**
 * Bootstrap intervals (Efron and Tibshirani 1993): percentile, and bias-corrected and accelerated
 * (BCa). The same seed gives the same interval.
 *
 * @param replicates resamples drawn, 1000 or more for an interval
 * @param seed of the resampling
 */
public record Bootstrap(int replicates, long seed) {

  /** A number computed from a sample, given as indices of its members (repeats allowed). */
  @FunctionalInterface
  public interface Statistic {
    double of(int[] members);
  }

  /** The statistic of each resample of {@code size} members, ascending. */
  double[] resample(int size, Statistic statistic) {
    return resample(size, List.of(statistic)).get(0);
  }

  /** Several statistics of the same resamples, which are drawn once for all of them. */
  List<double[]> resample(int size, List<? extends Statistic> statistics) {
    SplittableRandom random = new SplittableRandom(seed);
    List<double[]> values = statistics.stream().map(statistic -> new double[replicates]).toList();
    int[] members = new int[size];
    for (int r = 0; r < replicates; r++) {
      for (int i = 0; i < size; i++) {
        members[i] = random.nextInt(size);
      }
      for (int s = 0; s < values.size(); s++) {
        values.get(s)[r] = statistics.get(s).of(members);
      }
    }
    values.forEach(Arrays::sort);
    return values;
  }

  /** The central share of the resampled statistics. */
  public Interval percentile(int size, Statistic statistic, double confidence) {
    double[] values = resample(size, statistic);
    return new Interval(
        quantile(values, (1 - confidence) / 2), quantile(values, (1 + confidence) / 2));
  }

  /**
   * The BCa interval. Where a correction cannot be computed (every resample gives the same value,
   * or all lie on one side of the estimate), the percentile interval.
   */
  public Interval bca(int size, Statistic statistic, double confidence) {
    return bca(
        resample(size, statistic),
        statistic.of(all(size)),
        leaveOneOut(size, statistic),
        confidence);
  }

  /**
   * As {@link #bca(int, Statistic, double)}.
   *
   * @param values the statistic of each resample, ascending
   * @param estimate the statistic of the sample
   * @param left the statistic without each member in turn
   */
  static Interval bca(double[] values, double estimate, double[] left, double confidence) {
    double bias = bias(values, estimate);
    if (Double.isInfinite(bias)) {
      bias = 0;
    }
    double acceleration = acceleration(left);
    return new Interval(
        quantile(values, corrected((1 - confidence) / 2, bias, acceleration)),
        quantile(values, corrected((1 + confidence) / 2, bias, acceleration)));
  }

  /** The bias correction z0: where the estimate lies among its resamples, ties counted half. */
  static double bias(double[] sorted, double estimate) {
    double below = 0;
    for (double value : sorted) {
      below += value < estimate ? 1 : value == estimate ? 0.5 : 0;
    }
    return NormalDistribution.of(0, 1).inverseCumulativeProbability(below / sorted.length);
  }

  /** The acceleration: a sixth of the skewness of the jackknife values. */
  static double acceleration(double[] left) {
    double mean = Arrays.stream(left).average().orElse(0);
    double squares = 0;
    double cubes = 0;
    for (double value : left) {
      double deviation = mean - value;
      squares += deviation * deviation;
      cubes += deviation * deviation * deviation;
    }
    return squares == 0 ? 0 : cubes / (6 * Math.pow(squares, 1.5));
  }

  /** The statistic without each member in turn. */
  static double[] leaveOneOut(int size, Statistic statistic) {
    double[] left = new double[size < 2 ? 0 : size];
    int[] members = new int[Math.max(0, size - 1)];
    for (int out = 0; out < left.length; out++) {
      for (int i = 0, at = 0; i < size; i++) {
        if (i != out) {
          members[at++] = i;
        }
      }
      left[out] = statistic.of(members);
    }
    return left;
  }

  private static double corrected(double quantile, double bias, double acceleration) {
    NormalDistribution normal = NormalDistribution.of(0, 1);
    double z = bias + normal.inverseCumulativeProbability(quantile);
    return normal.cumulativeProbability(bias + z / (1 - acceleration * z));
  }

  private static double quantile(double[] sorted, double quantile) {
    double at = Math.max(0, Math.min(sorted.length - 1.0, quantile * (sorted.length + 1) - 1));
    int below = (int) at;
    int above = Math.min(sorted.length - 1, below + 1);
    return sorted[below] + (at - below) * (sorted[above] - sorted[below]);
  }

  static int[] all(int size) {
    int[] members = new int[size];
    Arrays.setAll(members, i -> i);
    return members;
  }
}
