package io.kvlab.summary;

import io.kvlab.summary.stats.Interval;
import io.kvlab.summary.stats.Pairs;
import java.util.Arrays;
import java.util.OptionalDouble;

/**
 * Two treatments of the same examples.
 *
 * @param pairs examples measured under both
 * @param reference score of those examples under the treatment compared with
 * @param effect score minus {@code reference} over the pairs; negative is worse
 * @param interval 95 % paired bootstrap interval of {@code effect}
 * @param spread standard deviation of the differences, where scores are fractional; else empty
 * @param pValue exact McNemar test (sign-flip test where one generation holds several answers, or
 *     scores are fractional), not corrected
 * @param corrected {@code pValue} after Holm's correction over all comparisons of the grid
 */
public record Comparison(
    int pairs,
    double reference,
    double effect,
    Interval interval,
    OptionalDouble spread,
    double pValue,
    double corrected) {

  /** The second treatment of the pairs compared with the first, not corrected. */
  static Comparison of(Pairs pairs, Interval interval, double pValue) {
    return new Comparison(
        pairs.count(),
        Arrays.stream(pairs.first()).sum() / Arrays.stream(pairs.sizes()).sum(),
        pairs.effect(),
        interval,
        pairs.spread(),
        pValue,
        pValue);
  }

  /** The effect as a share of the reference, {@code effect / reference}; empty where that is 0. */
  public OptionalDouble relative() {
    return reference == 0 ? OptionalDouble.empty() : OptionalDouble.of(effect / reference);
  }

  Comparison withCorrected(double corrected) {
    return new Comparison(pairs, reference, effect, interval, spread, pValue, corrected);
  }
}
