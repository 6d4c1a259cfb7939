package io.kvlab.policy.method;

import io.kvlab.policy.Positions;
import java.util.Arrays;
import java.util.Random;

/** Reproducible random choices: what is drawn depends on the given numbers alone. */
final class Draws {
  private static final long GOLDEN_RATIO = 0x9E3779B97F4A7C15L;

  private Draws() {}

  /** A generator of its own for every combination of numbers. */
  static Random generator(long... numbers) {
    long state = 0;
    for (long number : numbers) {
      state = mix(state + GOLDEN_RATIO + number);
    }
    return new Random(state);
  }

  /** A uniformly random set of {@code k} of the numbers below n, increasing. */
  static int[] subset(Random random, int n, int k) {
    int[] set = Arrays.copyOf(order(random, n, k), k);
    Arrays.sort(set);
    return set;
  }

  /** The numbers below n, of which the first {@code k} are in uniformly random order. */
  static int[] order(Random random, int n, int k) {
    int[] order = Positions.range(0, n);
    for (int i = 0; i < Math.min(k, n - 1); i++) {
      int j = i + random.nextInt(n - i);
      int drawn = order[j];
      order[j] = order[i];
      order[i] = drawn;
    }
    return order;
  }

  private static long mix(long value) {
    long z = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
