package io.kvlab.policy.method;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kvlab.model.Range;
import io.kvlab.model.evidence.AccumulatedAttention;
import io.kvlab.model.evidence.Evidence;
import io.kvlab.model.evidence.EvidenceKind;
import io.kvlab.policy.Budget;
import io.kvlab.policy.CapacityFormula;
import io.kvlab.policy.Group;
import io.kvlab.policy.NaiveEvidence;
import io.kvlab.policy.Policy;
import io.kvlab.policy.PolicyRegistry;
import io.kvlab.policy.Positions;
import io.kvlab.policy.PromptView;
import io.kvlab.policy.RandomEvidence;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What single methods do where no reference implementation has an answer: edges and options. */
class MethodsTest {
  private static final EvidenceKind ALL = new AccumulatedAttention();

  private static int[] kept(String expression, int n, int capacity) {
    Policy policy = StandardPolicies.REGISTRY.create(expression);
    PromptView prompt = RandomEvidence.prompt(n, 1, 2, 1, 9);
    var evidence = RandomEvidence.of(prompt, policy.evidence());
    return policy.select(prompt, evidence, Budget.capacity(capacity)).positions(0, 0);
  }

  @Test
  void aCapacityWithinTheWindowKeepsTheLastPositions() {
    int[] last3 = {97, 98, 99};
    assertArrayEquals(last3, kept("snapkv(window=8)", 100, 3));
    assertArrayEquals(last3, kept("pyramidkv(window=8)", 100, 3));
    assertArrayEquals(last3, kept("chunkkv(window=8)", 100, 3));
    assertArrayEquals(last3, kept("ada(snapkv(window=8))", 100, 3));
    assertArrayEquals(last3, kept("h2o(recent=8)", 100, 3));
    assertArrayEquals(new int[] {99}, kept("snapkv(window=8)", 100, 1));
  }

  @Test
  void aCapacityWithinTheSinksKeepsTheFirstPositions() {
    assertArrayEquals(new int[] {0, 1, 2}, kept("streamingllm(sinks=4)", 100, 3));
    assertArrayEquals(new int[] {0, 1, 2, 3}, kept("streamingllm(sinks=4)", 100, 4));
    assertArrayEquals(new int[] {0, 1, 2, 3, 99}, kept("streamingllm(sinks=4)", 100, 5));
  }

  @Test
  void aPromptWithinTheWindowIsLeftWhole() {
    int[] whole = Positions.range(0, 20);
    assertArrayEquals(whole, kept("snapkv(window=20)", 20, 3));
    assertArrayEquals(whole, kept("chunkkv(window=20)", 20, 3));
    assertEquals(3, kept("snapkv(window=19)", 20, 3).length);
  }

  @Test
  void theRecentPartOfH2oIsAnIntegerShareOfTheCapacity() {
    assertEquals(3, new H2o().keep().window().applyAsInt(7));
    assertEquals(0, new H2o().keep().window().applyAsInt(1));
    PolicyRegistry registry = StandardPolicies.REGISTRY;
    assertEquals(5, ((H2o) registry.create("h2o(recent=cap*3/4)")).keep().window().applyAsInt(7));
    assertEquals(0, ((H2o) registry.create("h2o(recent=cap - 8)")).keep().window().applyAsInt(7));
    assertEquals(7, ((H2o) registry.create("h2o(recent=cap + 8)")).keep().window().applyAsInt(7));
    assertEquals(registry.create("h2o(recent=cap*0.5)"), new H2o());
  }

  @Test
  void layersOfChunkKvReuseTheSelectionOfTheLayerBelow() {
    PromptView prompt = RandomEvidence.prompt(200, 6, 4, 2, 1);
    Policy policy = new ChunkKv(10, 8, 3);
    var evidence = RandomEvidence.of(prompt, policy.evidence());
    var selection = policy.select(prompt, evidence, Budget.capacity(60));
    for (int layer : new int[] {1, 2, 4, 5}) {
      int from = layer - layer % 3;
      assertArrayEquals(selection.positions(from, 0), selection.positions(layer, 1));
    }
    assertNotEquals(
        List.of(IntStream.of(selection.positions(0, 0)).boxed().toArray()),
        List.of(IntStream.of(selection.positions(3, 0)).boxed().toArray()));
  }

  private static PromptView threeShots(int layers) {
    return new PromptView(
        20, List.of(new Range(2, 7), new Range(7, 9), new Range(9, 14)), layers, 1, 1, 0);
  }

  /** Evidence of which the shots of {@link #threeShots} score as given, per layer. */
  private static Evidence shotScores(double[]... layers) {
    float[][][] values = new float[layers.length][1][20];
    for (int layer = 0; layer < layers.length; layer++) {
      for (int i = 2; i < 14; i++) {
        values[layer][0][i] = (float) layers[layer][i < 7 ? 0 : i < 9 ? 1 : 2];
      }
    }
    return new Evidence(layers.length, 1, 1, 20, Map.of(ALL, values));
  }

  private static int[] shots(String expression, int capacity, Evidence evidence, int layer) {
    return StandardPolicies.REGISTRY
        .create(expression)
        .select(threeShots(evidence.layers()), evidence, Budget.capacity(capacity))
        .positions(layer, 0);
  }

  @Test
  void theFirstShotThatDoesNotFitIsSkippedOrEndsTheChoice() {
    Evidence evidence = shotScores(new double[] {3, 1, 2});
    assertArrayEquals(
        new int[] {2, 3, 4, 5, 6, 7, 8}, shots("shotkv(protect=none)", 8, evidence, 0));
    assertArrayEquals(
        new int[] {2, 3, 4, 5, 6}, shots("shotkv(protect=none, fit=stop)", 8, evidence, 0));
    assertArrayEquals(new int[] {}, shots("shotkv(protect=none)", 1, evidence, 0));
  }

  @Test
  void theQuestionAndTheStartAreProtectedAndCounted() {
    Evidence evidence = shotScores(new double[] {3, 1, 2});
    int[] alone = {0, 1, 2, 3, 14, 15, 16, 17, 18, 19};
    assertArrayEquals(alone, shots("shotkv", 5, evidence, 0));
    assertArrayEquals(alone, shots("shotkv", 11, evidence, 0));
    // the first shot has two tokens among the first four already, so three are enough for it
    assertArrayEquals(
        new int[] {0, 1, 2, 3, 4, 5, 6, 14, 15, 16, 17, 18, 19}, shots("shotkv", 13, evidence, 0));
    assertArrayEquals(
        new int[] {0, 1, 2, 3, 7, 8, 14, 15, 16, 17, 18, 19}, shots("shotkv", 12, evidence, 0));
  }

  @Test
  void layersChooseForThemselvesOrTogether() {
    Evidence evidence = shotScores(new double[] {3, 1, 2}, new double[] {1, 1, 4});
    assertArrayEquals(new int[] {2, 3, 4, 5, 6}, shots("shotkv(protect=none)", 5, evidence, 0));
    assertArrayEquals(new int[] {9, 10, 11, 12, 13}, shots("shotkv(protect=none)", 5, evidence, 1));
    for (int layer = 0; layer < 2; layer++) {
      assertArrayEquals(
          new int[] {9, 10, 11, 12, 13},
          shots("shotkv(protect=none, scope=global)", 5, evidence, layer));
    }
  }

  @Test
  void aRatioAdmitsWholeShotsUpToTheExactProduct() {
    // 0.24 * 20 = 4.8: rounded it would admit five tokens
    int[] kept =
        StandardPolicies.REGISTRY
            .create("shotkv(protect=none)")
            .select(threeShots(1), shotScores(new double[] {3, 1, 2}), Budget.ratio("0.24"))
            .positions(0, 0);
    assertArrayEquals(new int[] {7, 8}, kept);
  }

  @Test
  void aPromptWithoutShotsIsLeftWhole() {
    PromptView prompt = new PromptView(30, List.of(), 1, 1, 1, 0);
    Policy policy = new ShotKv();
    var evidence = RandomEvidence.of(prompt, policy.evidence());
    assertEquals(30, policy.select(prompt, evidence, Budget.capacity(5)).total());
  }

  @Test
  void randomSetsAreUniformAndReproducible() {
    Policy policy = new RandomEviction(7);
    int[] counts = new int[20];
    int rounds = 4000;
    for (int seed = 0; seed < rounds; seed++) {
      PromptView prompt = new PromptView(20, List.of(), 1, 1, 1, seed);
      var evidence = RandomEvidence.of(prompt, policy.evidence());
      var first = policy.select(prompt, evidence, Budget.capacity(5));
      assertEquals(first, policy.select(prompt, evidence, Budget.capacity(5)));
      IntStream.of(first.positions(0, 0)).forEach(i -> counts[i]++);
    }
    double expected = rounds / 4.0;
    double chi = 0;
    for (int count : counts) {
      chi += (count - expected) * (count - expected) / (expected * 0.75 * 20 / 19);
    }
    assertTrue(chi < 43.8, "chi-square of 19 degrees of freedom, 0.1 %: " + chi);
  }

  @Test
  void randomSetsDifferByLayerHeadAndSeed() {
    PromptView prompt = new PromptView(500, List.of(), 3, 4, 4, 5);
    var evidence = RandomEvidence.of(prompt, new RandomEviction(0).evidence());
    var one = new RandomEviction(0).select(prompt, evidence, Budget.capacity(50));
    var other = new RandomEviction(1).select(prompt, evidence, Budget.capacity(50));
    long distinct =
        IntStream.range(0, 24)
            .mapToObj(i -> (i < 12 ? one : other).positions(i % 12 / 4, i % 4))
            .map(Arrays::toString)
            .distinct()
            .count();
    assertEquals(24, distinct);
  }

  @Test
  void theControlForShotKvTakesEveryOrder() {
    int[] taken = new int[3];
    for (int seed = 0; seed < 600; seed++) {
      PromptView prompt = new PromptView(20, threeShots(1).shots(), 1, 1, 1, seed);
      int[] kept =
          new RandomShot(0, ShotKv.Scope.LAYER, ShotKv.Fit.STOP, ShotKv.Protect.NONE)
              .select(
                  prompt,
                  RandomEvidence.of(prompt, new RandomShot(0).evidence()),
                  Budget.capacity(5))
              .positions(0, 0);
      taken[kept[0] == 2 ? 0 : kept[0] == 7 ? 1 : 2]++;
    }
    for (int count : taken) {
      assertEquals(200, count, 50);
    }
  }

  @Test
  void adaGivesMoreToTheHeadWithTheHigherScores() {
    float[][][] values = new float[1][2][100];
    for (int i = 0; i < 100; i++) {
      values[0][0][i] = 0.001f * i; // even
      values[0][1][i] = i % 10 == 0 ? 5 + i : 0; // ten strong keys
    }
    PromptView prompt = new PromptView(100, List.of(), 1, 2, 2, 0);
    Evidence evidence = new Evidence(1, 2, 2, 100, Map.of(ALL, values));
    Policy policy = new Ada(new H2o(CapacityFormula.of(0), Group.MEAN), 0, false);
    var selection = policy.select(prompt, evidence, Budget.capacity(8));
    assertArrayEquals(new int[] {0, 10, 20, 30, 40, 50, 60, 70, 80, 90}, selection.positions(0, 1));
    assertArrayEquals(new int[] {94, 95, 96, 97, 98, 99}, selection.positions(0, 0));
  }

  private static final float[][][] QUERIES = vectors(4, 1);
  private static final float[][][] KEYS = vectors(2, 2);

  /** {@code [heads][60][8]}. */
  private static float[][][] vectors(int heads, long seed) {
    Random random = new Random(seed);
    float[][][] vectors = new float[heads][60][8];
    for (float[][] head : vectors) {
      for (float[] vector : head) {
        for (int i = 0; i < vector.length; i++) {
          vector[i] = (float) random.nextGaussian();
        }
      }
    }
    return vectors;
  }

  /** What a policy keeps of {@link #QUERIES} and {@link #KEYS}: 12 of 60 positions. */
  private static int[] kept(String expression, int kvHead) {
    Policy policy = StandardPolicies.REGISTRY.create(expression);
    List<Range> shots = List.of(new Range(4, 16), new Range(16, 28), new Range(28, 40));
    return policy
        .select(
            new PromptView(60, shots, 1, 4, 2, 0),
            NaiveEvidence.of(QUERIES, KEYS, policy.evidence()),
            Budget.capacity(12))
        .positions(0, kvHead);
  }

  private static int[] top12(IntToDoubleFunction score) {
    return IntStream.range(0, 60)
        .boxed()
        .sorted(Comparator.comparingDouble(i -> -score.applyAsDouble(i)))
        .limit(12)
        .mapToInt(Integer::intValue)
        .sorted()
        .toArray();
  }

  private static double dot(float[] a, float[] b) {
    return IntStream.range(0, a.length).mapToDouble(i -> (double) a[i] * b[i]).sum();
  }

  @Test
  void tovaKeepsWhatTheLastQueryAttendsToOnAverageOverAllHeads() {
    double[] mean = new double[60];
    for (int head = 0; head < 4; head++) {
      double[] last = NaiveEvidence.attention(QUERIES[head], KEYS[head / 2])[59];
      IntStream.range(0, 60).forEach(i -> mean[i] += last[i]);
    }
    for (int kvHead = 0; kvHead < 2; kvHead++) {
      assertArrayEquals(top12(i -> mean[i]), kept("tova", kvHead));
    }
  }

  @Test
  void keyNormKeepsTheShortestKeys() {
    for (int kvHead = 0; kvHead < 2; kvHead++) {
      float[][] keys = KEYS[kvHead];
      assertArrayEquals(top12(i -> -dot(keys[i], keys[i])), kept("knorm", kvHead));
    }
  }

  @Test
  void keyDiffKeepsTheKeysLeastLikeTheOthers() {
    for (int kvHead = 0; kvHead < 2; kvHead++) {
      float[][] keys = KEYS[kvHead];
      // the similarity to the mean of all unit keys is the mean similarity to them, up to a factor
      assertArrayEquals(
          top12(
              i ->
                  IntStream.range(0, 60)
                      .mapToDouble(
                          j ->
                              -dot(keys[i], keys[j])
                                  / Math.sqrt(dot(keys[i], keys[i]) * dot(keys[j], keys[j])))
                      .sum()),
          kept("keydiff", kvHead));
    }
  }

  @Test
  void h2oTakesTheLargestOfAGroupWhereAskedTo() {
    for (int kvHead = 0; kvHead < 2; kvHead++) {
      double[] largest = new double[60];
      for (int head = 2 * kvHead; head < 2 * kvHead + 2; head++) {
        double[][] weights = NaiveEvidence.attention(QUERIES[head], KEYS[kvHead]);
        for (int key = 0; key < 60; key++) {
          double sum = 0;
          for (int query = 0; query < 60; query++) {
            sum += weights[query][key];
          }
          largest[key] = Math.max(largest[key], sum);
        }
      }
      assertArrayEquals(top12(i -> largest[i]), kept("h2o(recent=0, group=max)", kvHead));
    }
  }

  @Test
  void shotKvCountsTheLastQueriesAloneWhereAskedTo() {
    double[] received = new double[3];
    for (int head = 0; head < 4; head++) {
      double[][] weights = NaiveEvidence.attention(QUERIES[head], KEYS[head / 2]);
      for (int query = 57; query < 60; query++) {
        for (int key = 4; key < 40; key++) {
          received[(key - 4) / 12] += weights[query][key];
        }
      }
    }
    int best = received[0] > received[1] ? 0 : 1;
    best = received[2] > received[best] ? 2 : best;
    assertArrayEquals(
        Positions.range(4 + 12 * best, 16 + 12 * best),
        kept("shotkv(queries=window, window=3, protect=none)", 0));
  }
}
