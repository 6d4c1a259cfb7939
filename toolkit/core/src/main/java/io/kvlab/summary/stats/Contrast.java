package io.kvlab.summary.stats;

import java.util.Arrays;
import java.util.List;
import org.apache.commons.statistics.distribution.TDistribution;

/**
 * The difference of two means of means: each side is one or more samples of its own (examples of
 * different tasks), weighed equally. Variances are not assumed equal (Welch 1947).
 *
 * @param difference first side minus second
 * @param interval 95 % interval of it
 * @param pValue two-sided, of no difference
 */
public record Contrast(double difference, Interval interval, double pValue) {

  /**
   * One side against another, or, where {@code second} is empty, against 0.
   *
   * @param first samples of two values or more
   * @param second likewise
   */
  public static Contrast of(List<double[]> first, List<double[]> second) {
    double variance = 0;
    double weighted = 0;
    for (List<double[]> side : List.of(first, second)) {
      for (double[] sample : side) {
        double part = variance(sample) / sample.length / side.size() / side.size();
        variance += part;
        weighted += part * part / (sample.length - 1);
      }
    }
    double difference = mean(first) - mean(second);
    if (variance == 0) {
      return new Contrast(
          difference, new Interval(difference, difference), difference == 0 ? 1 : 0);
    }
    TDistribution t = TDistribution.of(variance * variance / weighted);
    double error = Math.sqrt(variance);
    double half = error * t.inverseSurvivalProbability(0.025);
    double p = 2 * t.survivalProbability(Math.abs(difference) / error);
    return new Contrast(
        difference, new Interval(difference - half, difference + half), Math.min(1, p));
  }

  private static double mean(List<double[]> side) {
    return side.stream()
        .mapToDouble(sample -> Arrays.stream(sample).average().orElseThrow())
        .average()
        .orElse(0);
  }

  private static double variance(double[] sample) {
    if (sample.length < 2) {
      throw new IllegalArgumentException("a sample has at least two values");
    }
    double mean = Arrays.stream(sample).average().orElseThrow();
    return Arrays.stream(sample).map(value -> (value - mean) * (value - mean)).sum()
        / (sample.length - 1);
  }
}
