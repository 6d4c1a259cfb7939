package io.kvlab.summary.stats;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * The permutation test of paired differences (Fisher 1935): were the two treatments the same, each
 * difference would as likely have had the other sign. Two-sided. For differences of -1, 0 and 1 it
 * <em>is</em> the exact McNemar test; for answers that share a generation it takes the generation
 * as the unit, and so remains exact.
 */
public final class SignFlips {
  /** Cells of the exact table above which signs are drawn instead. */
  private static final long EXACT_LIMIT = 200_000_000;

  private static final int DRAWS = 20_000;

  private SignFlips() {}

  /** The exact McNemar test of {@code lost} against {@code gained} examples. */
  public static double mcnemar(int lost, int gained) {
    int[] differences = new int[lost + gained];
    Arrays.fill(differences, 0, lost, -1);
    Arrays.fill(differences, lost, lost + gained, 1);
    return exact(differences);
  }

  /**
   * The probability of a sum at least as far from 0. Exact for whole differences; fractional ones
   * take 20,000 seeded draws.
   */
  public static double pValue(double[] differences, long seed) {
    int[] whole = new int[differences.length];
    long range = 0;
    for (int i = 0; i < differences.length; i++) {
      whole[i] = (int) Math.rint(differences[i]);
      range += Math.abs(whole[i]);
      if (whole[i] != differences[i]) {
        return drawn(differences, seed);
      }
    }
    return range * differences.length <= EXACT_LIMIT ? exact(whole) : drawn(differences, seed);
  }

  /** All signs counted, through the distribution of the sum of the positive parts. */
  static double exact(int[] differences) {
    int range = 0;
    int sum = 0;
    for (int difference : differences) {
      range += Math.abs(difference);
      sum += difference;
    }
    double[] probability = new double[range + 1]; // of the flipped-up total
    probability[0] = 1;
    int reached = 0;
    for (int difference : differences) {
      int size = Math.abs(difference);
      if (size == 0) {
        continue;
      }
      reached += size;
      for (int total = reached; total >= 0; total--) {
        probability[total] =
            (probability[total] + (total >= size ? probability[total - size] : 0)) / 2;
      }
    }
    double tail = 0;
    for (int total = 0; total <= range; total++) {
      if (Math.abs(2L * total - range) >= Math.abs(sum)) {
        tail += probability[total];
      }
    }
    return Math.min(1, tail);
  }

  private static double drawn(double[] differences, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double observed = Math.abs(Arrays.stream(differences).sum());
    int extreme = 1;
    for (int draw = 0; draw < DRAWS; draw++) {
      double sum = 0;
      for (double difference : differences) {
        sum += random.nextBoolean() ? difference : -difference;
      }
      if (Math.abs(sum) >= observed * (1 - 1e-12)) {
        extreme++;
      }
    }
    return (double) extreme / (DRAWS + 1);
  }
}
