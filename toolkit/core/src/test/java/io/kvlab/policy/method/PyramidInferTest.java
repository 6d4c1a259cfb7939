package io.kvlab.policy.method;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kvlab.policy.Budget;
import io.kvlab.policy.PromptView;
import io.kvlab.policy.RandomEvidence;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PyramidInferTest {
  private static final PyramidInfer POLICY = new PyramidInfer();

  private static PromptView prompt(int n, int layers) {
    return new PromptView(n, List.of(), layers, 2, 1, 0);
  }

  @Test
  void positionsAliveFallAsThePublishedScheduleDoes() {
    int[] alive = POLICY.alive(4096, 32, 0.9);
    assertEquals(4096, alive[0]);
    assertEquals(3431, alive[15]);
    assertEquals(1541, alive[31]);
    assertEquals(0.766, Arrays.stream(alive).average().orElseThrow() / 4096, 0.0005);
  }

  @Test
  void theShareFallsAlongACosine() {
    double[] published = {1, .9962, .9854, .9691, .95, .9309, .9146, .9038};
    for (int layer = 0; layer < 8; layer++) {
      assertEquals(published[layer], PyramidInfer.share(layer, 8, 0.9), 5e-5);
    }
  }

  @Test
  void theDecayIsSolvedForTheRequestedRatio() {
    for (String ratio : List.of("0.5", "0.6", "0.766", "0.9", "1")) {
      double decay = POLICY.decayFor(prompt(4096, 32), Budget.ratio(ratio));
      double kept = Arrays.stream(POLICY.alive(4096, 32, decay)).average().orElseThrow() / 4096;
      assertEquals(Double.parseDouble(ratio), kept, 0.0005);
    }
    assertEquals(0.9, POLICY.decayFor(prompt(4096, 32), Budget.ratio("0.7657")), 0.001);
  }

  @Test
  void aRatioOutOfReachGetsTheSmallestCacheOfTheSchedule() {
    assertEquals(0, POLICY.decayFor(prompt(4096, 32), Budget.ratio("0.1")), 1e-12);
  }

  @Test
  void sinksAndTheRecentPartStayAndTheBestOfTheRest() {
    int n = 200;
    float[][] scores = new float[2][n];
    Random random = new Random(5);
    for (int i = 0; i < n; i++) {
      scores[0][i] = random.nextFloat();
      scores[1][i] = random.nextFloat();
    }
    var given = new PyramidInfer(0.2, 4, PyramidInfer.Strategy.COSINE, decay(0.5), 64);
    int[] next = given.keepAt(4, scores, prompt(n, 8), Budget.ratio("0.5"));

    int context = n - 41; // 1 + floor(0.2 * 200) are recent
    int passed = (int) (context * 0.75); // the middle of the cosine between 1 and 0.5
    boolean[] kept = new boolean[n];
    Arrays.stream(next).forEach(i -> kept[i] = true);
    assertEquals(passed + 41, next.length);
    float worstKept = Float.MAX_VALUE;
    float bestDropped = 0;
    for (int i = 0; i < n; i++) {
      float sum = scores[0][i] + scores[1][i];
      if (i < 4 || i >= context) {
        assertTrue(kept[i]);
      } else if (kept[i]) {
        worstKept = Math.min(worstKept, sum);
      } else {
        bestDropped = Math.max(bestDropped, sum);
      }
    }
    assertTrue(worstKept >= bestDropped);
  }

  @Test
  void aShortContextIsPassedOnWhole() {
    assertArrayEquals(new int[] {80, 80, 80, 80}, POLICY.alive(80, 4, 0.1)); // 63 + 17 recent
    assertTrue(POLICY.alive(120, 4, 0.1)[3] < 120);
  }

  @Test
  void everyLayersSetLiesWithinTheLayerBelow() {
    PromptView prompt = RandomEvidence.prompt(300, 6, 4, 2, 3);
    var selection =
        POLICY.select(prompt, RandomEvidence.of(prompt, POLICY.evidence()), Budget.ratio("0.6"));
    for (int layer = 1; layer < 6; layer++) {
      int[] below = selection.positions(layer - 1, 0);
      for (int position : selection.positions(layer, 0)) {
        assertTrue(Arrays.binarySearch(below, position) >= 0);
      }
    }
  }

  private static OptionalDouble decay(double value) {
    return OptionalDouble.of(value);
  }
}
