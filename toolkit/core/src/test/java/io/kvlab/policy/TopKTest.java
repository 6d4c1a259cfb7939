package io.kvlab.policy;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TopKTest {
  private static int[] sorted(float[] scores) {
    return IntStream.range(0, scores.length)
        .boxed()
        .sorted(Comparator.comparingDouble(i -> -scores[i]))
        .mapToInt(Integer::intValue)
        .toArray();
  }

  @Test
  void withoutTiesItIsTheSortedPrefix() {
    Random random = new Random(1);
    for (int n : new int[] {1, 2, 3, 4, 5, 16, 17, 64, 65, 300, 2000}) {
      float[] scores = new float[n];
      for (int i = 0; i < n; i++) {
        scores[i] = random.nextFloat() + i * 1e-9f;
      }
      int[] order = sorted(scores);
      for (int k : new int[] {0, 1, 2, 3, n / 64, n / 64 + 1, n / 3, n - 1, n, n + 5}) {
        int[] expected = Arrays.copyOf(order, Math.min(k, n));
        Arrays.sort(expected);
        assertArrayEquals(expected, TopK.largest(scores, k), "n=" + n + " k=" + k);
      }
      assertArrayEquals(order, TopK.descending(scores));
    }
  }

  @Test
  void withTiesTheKeptScoresAreStillTheLargest() {
    Random random = new Random(2);
    for (int round = 0; round < 300; round++) {
      int n = 1 + random.nextInt(400);
      int values = 1 + random.nextInt(6);
      float[] scores = new float[n];
      for (int i = 0; i < n; i++) {
        scores[i] = random.nextInt(values);
      }
      float[] falling = falling(scores, sorted(scores));
      int k = random.nextInt(n + 1);
      int[] top = TopK.largest(scores, k);
      assertEquals(k, Arrays.stream(top).distinct().count());
      float[] kept = falling(scores, top);
      Arrays.sort(kept);
      float[] best = Arrays.copyOf(falling, k);
      Arrays.sort(best);
      assertArrayEquals(best, kept);
      assertArrayEquals(falling, falling(scores, TopK.descending(scores)));
    }
  }

  /** Inputs on which quickselect and quicksort go deep, so that the heap takes over. */
  @Test
  void patternsThatDefeatPivotsAreOrderedToo() {
    int n = 4096;
    float[] scores = new float[n];
    for (int i = 0; i < n / 2; i++) { // the median of three is always near the smallest
      scores[2 * i] = i;
      scores[2 * i + 1] = i % 2 == 0 ? n - i : i + n / 2f;
    }
    float[] killer = new float[n]; // rises by the odd places, then the even ones
    int half = n / 2;
    for (int i = 1; i <= half; i++) {
      killer[i - 1] = i % 2 == 1 ? i : half + i - 1;
      killer[half + i - 1] = 2 * i;
    }
    for (float[] pattern : new float[][] {scores, killer, negated(killer), negated(scores)}) {
      float[] falling = falling(pattern, sorted(pattern));
      assertArrayEquals(falling, falling(pattern, TopK.descending(pattern)));
      for (int k = 1; k < n; k += 97) {
        float[] kept = falling(pattern, TopK.largest(pattern, k));
        Arrays.sort(kept);
        float[] best = Arrays.copyOf(falling, k);
        Arrays.sort(best);
        assertArrayEquals(best, kept);
      }
    }
  }

  private static float[] negated(float[] scores) {
    float[] negated = new float[scores.length];
    for (int i = 0; i < scores.length; i++) {
      negated[i] = -scores[i];
    }
    return negated;
  }

  private static float[] falling(float[] scores, int[] order) {
    float[] values = new float[order.length];
    for (int i = 0; i < order.length; i++) {
      values[i] = scores[order[i]];
    }
    return values;
  }
}
