package io.kvlab.summary.stats;

import java.util.OptionalDouble;
import org.apache.commons.statistics.distribution.BinomialDistribution;
import org.apache.commons.statistics.distribution.TDistribution;

/** What the number of examples could have shown at all under the exact McNemar test. */
public final class DetectableDrop {
  private DetectableDrop() {}

  /** The fewest examples that must be lost, none gained, for a p-value of at most alpha. */
  static int lostForSignificance(double alpha) {
    int lost = 1;
    while (Math.pow(2, 1 - lost) > alpha) {
      lost++;
    }
    return lost;
  }

  /**
   * The smallest drop of the score that could have been significant, in the best case that nothing
   * was gained; empty where no drop could.
   *
   * @param examples independent examples (generations)
   * @param answers answers in all of them, at least as many
   * @param alpha level of significance; divide it by the number of cells where Holm's correction
   *     applies
   */
  public static OptionalDouble smallest(int examples, long answers, double alpha) {
    int lost = lostForSignificance(alpha);
    return lost > examples ? OptionalDouble.empty() : OptionalDouble.of((double) lost / answers);
  }

  /**
   * The smallest mean drop of fractional scores that could have been significant, if differences
   * vary as they do here: Student's t, which the sign-flip test approaches.
   *
   * @param spread standard deviation of the differences
   * @param examples how many, at least 2
   */
  public static double ofSpread(double spread, int examples, double alpha) {
    double t = TDistribution.of(examples - 1.0).inverseSurvivalProbability(alpha / 2);
    return t * spread / Math.sqrt(examples);
  }

  /**
   * The true drop that n examples show with probability {@code power}, if compression loses
   * examples and gains none; empty where no drop would do.
   */
  public static OptionalDouble withPower(int n, double alpha, double power) {
    int needed = lostForSignificance(alpha);
    if (needed > n) {
      return OptionalDouble.empty();
    }
    double low = 0;
    double high = 1;
    while (high - low > 1e-9) {
      double middle = (low + high) / 2;
      if (BinomialDistribution.of(n, middle).survivalProbability(needed - 1) >= power) {
        high = middle;
      } else {
        low = middle;
      }
    }
    return OptionalDouble.of(high);
  }
}
