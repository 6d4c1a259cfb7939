package io.kvlab.summary.stats;

import org.apache.commons.statistics.distribution.NormalDistribution;
import org.apache.commons.statistics.distribution.TDistribution;

/**
 * Confidence intervals of one proportion: Wilson's score interval (Wilson 1927; Newcombe 1998,
 * method 3), and for answers that share a generation the same interval at their effective sample
 * size (Korn and Graubard 1998; Dean and Pagano 2015).
 */
public final class Proportion {
  private Proportion() {}

  /**
   * Wilson's interval.
   *
   * @param proportion share of successes, 0..1
   * @param n sample size above 0; need not be whole
   * @param confidence for instance 0.95
   */
  public static Interval wilson(double proportion, double n, double confidence) {
    if (!(n > 0)) {
      throw new IllegalArgumentException("a proportion needs a sample, not n = " + n);
    }
    double z = NormalDistribution.of(0, 1).inverseCumulativeProbability((1 + confidence) / 2);
    double z2 = z * z;
    double center = (proportion + z2 / (2 * n)) / (1 + z2 / n);
    double half =
        z / (1 + z2 / n) * Math.sqrt(proportion * (1 - proportion) / n + z2 / (4 * n * n));
    double low = proportion == 0 ? 0 : Math.max(0, center - half);
    double high = proportion == 1 ? 1 : Math.min(1, center + half);
    return new Interval(low, high);
  }

  /**
   * The interval of {@code sum(successes) / sum(sizes)} over clusters of answers. With clusters of
   * one it is Wilson's own; with larger ones, n is what a simple random sample of the same variance
   * would have had, corrected for the few degrees of freedom of few clusters. A single cluster says
   * nothing about the variance between clusters: its answers are then taken as independent.
   *
   * @param successes per cluster, whole or fractional (a mean score times the cluster's size)
   * @param sizes answers per cluster, above 0
   */
  public static Interval clustered(double[] successes, double[] sizes, double confidence) {
    double total = sum(sizes);
    double proportion = Math.min(1, sum(successes) / total);
    return wilson(proportion, effectiveSize(successes, sizes, confidence), confidence);
  }

  /** The sample size of equal information, between the number of clusters and that of answers. */
  static double effectiveSize(double[] successes, double[] sizes, double confidence) {
    int clusters = sizes.length;
    double total = sum(sizes);
    if (clusters < 2 || total == clusters) {
      return total;
    }
    double effect = designEffect(successes, sizes);
    double information = effect == 0 ? clusters : total / effect;
    double size = Math.max(clusters, Math.min(total, information));
    double quantile = (1 + confidence) / 2;
    double t = TDistribution.of(clusters - 1).inverseCumulativeProbability(quantile);
    double simple = TDistribution.of(total - 1).inverseCumulativeProbability(quantile);
    return size * (simple / t) * (simple / t);
  }

  /**
   * How many times the variance of the proportion exceeds that of as many independent answers (Rao
   * and Scott 1992, their d); 0 where clusters do not differ at all.
   */
  static double designEffect(double[] successes, double[] sizes) {
    int clusters = sizes.length;
    double total = sum(sizes);
    double proportion = sum(successes) / total;
    double squares = 0;
    for (int i = 0; i < clusters; i++) {
      double residual = successes[i] - proportion * sizes[i];
      squares += residual * residual;
    }
    double variance = squares * clusters / (clusters - 1) / (total * total);
    return variance == 0 ? 0 : variance * total / (proportion * (1 - proportion));
  }

  private static double sum(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return sum;
  }
}
