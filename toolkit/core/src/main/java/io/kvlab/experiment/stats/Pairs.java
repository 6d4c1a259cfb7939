package io.kvlab.experiment.stats;

import java.util.Arrays;
import java.util.OptionalDouble;

/**
 * The same examples under two treatments.
 *
 * @param first answers right under the first treatment, per example (a score times the size where
 *     scores are fractional)
 * @param second likewise under the second
 * @param sizes answers per example: 1, or more where one generation answers several questions
 */
public record Pairs(double[] first, double[] second, double[] sizes) {
  public Pairs {
    if (first.length != second.length || first.length != sizes.length) {
      throw new IllegalArgumentException("pairs come in equal numbers");
    }
  }

  /** Number of pairs. */
  public int count() {
    return first.length;
  }

  /** Share right under the second treatment minus share right under the first. */
  public double effect() {
    return Arrays.stream(differences()).sum() / Arrays.stream(sizes).sum();
  }

  /** The BCa bootstrap interval of {@link #effect}, examples resampled whole. */
  public Interval interval(Bootstrap bootstrap, double confidence) {
    double[] differences = differences();
    double difference = Arrays.stream(differences).sum();
    double total = Arrays.stream(sizes).sum();
    double[] left = new double[count() < 2 ? 0 : count()];
    Arrays.setAll(left, i -> (difference - differences[i]) / (total - sizes[i]));
    return bootstrap.bca(count(), members -> ratio(differences, members), left, confidence);
  }

  private double ratio(double[] differences, int[] members) {
    double difference = 0;
    double total = 0;
    for (int member : members) {
      difference += differences[member];
      total += sizes[member];
    }
    return difference / total;
  }

  /** Exact McNemar, or its form for answers that share a generation: {@link SignFlipTest}. */
  public double pValue(long seed) {
    return SignFlipTest.pValue(differences(), seed);
  }

  /** Standard deviation of the differences, where any of them is a fraction; else empty. */
  public OptionalDouble spread() {
    double[] differences = differences();
    if (count() < 2 || Arrays.stream(differences).allMatch(d -> d == Math.rint(d))) {
      return OptionalDouble.empty();
    }
    double mean = Arrays.stream(differences).average().orElse(0);
    double squares = Arrays.stream(differences).map(d -> (d - mean) * (d - mean)).sum();
    return OptionalDouble.of(Math.sqrt(squares / (count() - 1)));
  }

  /** Second minus first, per example. */
  public double[] differences() {
    double[] differences = new double[first.length];
    for (int i = 0; i < first.length; i++) {
      differences[i] = second[i] - first[i];
    }
    return differences;
  }
}
