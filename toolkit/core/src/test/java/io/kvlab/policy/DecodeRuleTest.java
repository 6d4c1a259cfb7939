package io.kvlab.policy;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kvlab.cache.Selection;
import io.kvlab.model.evidence.AccumulatedAttention;
import io.kvlab.model.evidence.Evidence;
import io.kvlab.policy.method.H2o;
import io.kvlab.policy.method.ShotKv;
import io.kvlab.policy.method.StandardPolicies;
import io.kvlab.policy.method.Tova;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;

/** The decode rules against a bookkeeping that recomputes everything at every step. */
class DecodeRuleTest {
  private static final int LAYERS = 2;
  private static final int HEADS = 4;
  private static final int KV_HEADS = 2;
  private static final int N = 30;
  private static final int QUESTION = 5; // read between prompt and generation
  private static final int STEPS = 40;

  private static final PromptView PROMPT = RandomEvidence.prompt(N, LAYERS, HEADS, KV_HEADS, 11);

  /** What the query of a step weighs a position with: any positive numbers do. */
  private static float weight(int layer, int head, int step, int position) {
    return new Random(Objects.hash(layer, head, step, position, 77)).nextFloat();
  }

  /** Which of the candidates a method drops at a step. */
  private interface Reference {
    List<Integer> dropped(int layer, int kvHead, int step, List<Integer> cached);
  }

  private static void compare(Policy policy, Budget decode, Reference reference) {
    Evidence evidence = RandomEvidence.of(PROMPT, policy.evidence());
    Budget budget = Budget.ratio("0.5");
    Selection kept = policy.select(PROMPT, evidence, budget);
    int first = N + QUESTION;
    DecodeRule.Run run =
        policy.decodeRule().orElseThrow().start(PROMPT, first, evidence, kept, budget, decode);
    List<List<List<Integer>>> caches = new ArrayList<>();
    for (int layer = 0; layer < LAYERS; layer++) {
      caches.add(new ArrayList<>());
      for (int head = 0; head < KV_HEADS; head++) {
        List<Integer> cache = new ArrayList<>();
        for (int position : kept.positions(layer, head)) {
          cache.add(position);
        }
        for (int position = N; position < first; position++) {
          cache.add(position);
        }
        caches.get(layer).add(cache);
      }
    }
    int drops = 0;
    for (int step = 0; step < STEPS; step++) {
      for (int layer = 0; layer < LAYERS; layer++) {
        int[][] positions = new int[KV_HEADS][];
        float[][] weights = new float[HEADS][];
        for (int kvHead = 0; kvHead < KV_HEADS; kvHead++) {
          caches.get(layer).get(kvHead).add(first + step);
          positions[kvHead] = ints(caches.get(layer).get(kvHead));
          for (int head = 2 * kvHead; head < 2 * kvHead + 2; head++) {
            weights[head] = new float[positions[kvHead].length];
            for (int i = 0; i < weights[head].length; i++) {
              weights[head][i] = weight(layer, head, step, positions[kvHead][i]);
            }
          }
        }
        int[][] evicted = run.evict(layer, weights, positions);
        for (int kvHead = 0; kvHead < KV_HEADS; kvHead++) {
          List<Integer> cache = caches.get(layer).get(kvHead);
          List<Integer> dropped = reference.dropped(layer, kvHead, step, List.copyOf(cache));
          assertArrayEquals(
              ints(dropped.stream().sorted().toList()), evicted[kvHead], "step " + step);
          cache.removeAll(dropped);
          drops += dropped.size();
        }
      }
    }
    assertTrue(drops > 20, "only " + drops + " were dropped");
  }

  private static int[] ints(List<Integer> list) {
    return list.stream().mapToInt(Integer::intValue).toArray();
  }

  private static List<Integer> lowest(
      List<Integer> candidates, int count, ToDoubleFunction<Integer> score) {
    return candidates.stream()
        .sorted(Comparator.comparingDouble(score))
        .limit(Math.max(0, count))
        .toList();
  }

  private static int rounded(double value) {
    return (int) Math.floor(value + 0.5);
  }

  @Test
  void h2oAppliesItsRuleToTheGrowingSumsAtEveryStep() {
    H2o policy = new H2o();
    Evidence evidence = RandomEvidence.of(PROMPT, policy.evidence());
    var kind = new AccumulatedAttention();
    compare(
        policy,
        Budget.ratio("0.3"),
        (layer, kvHead, step, cached) -> {
          Map<Integer, Double> sums = new HashMap<>();
          for (int position : cached) {
            double sum = 0;
            for (int head = 2 * kvHead; head < 2 * kvHead + 2; head++) {
              sum += position < N ? evidence.of(kind, layer, head)[position] : 0;
              for (int s = Math.max(0, position - N - QUESTION); s <= step; s++) {
                sum += weight(layer, head, s, position);
              }
            }
            sums.put(position, sum);
          }
          int allowed = 15 + rounded(0.3 * (step + 1));
          List<Integer> candidates =
              cached.stream().filter(p -> p < N || p >= N + QUESTION).toList();
          List<Integer> ranked =
              candidates.subList(0, Math.max(0, candidates.size() - allowed / 2));
          return lowest(ranked, candidates.size() - allowed, sums::get);
        });
  }

  @Test
  void tovaDropsWhatTheNewestQueryAttendsToLeast() {
    compare(
        new Tova(),
        Budget.ratio("0.5"),
        (layer, kvHead, step, cached) -> {
          List<Integer> candidates =
              cached.stream().filter(p -> p < N || p >= N + QUESTION).toList();
          return lowest(
              candidates,
              candidates.size() - 15 - rounded(0.5 * (step + 1)),
              position -> overHeads(layer, step, position));
        });
  }

  @Test
  void shotKvFreezesThePromptAndKeepsTheTopOfTheGeneratedTokens() {
    compare(
        new ShotKv(),
        Budget.ratio("0.25"),
        (layer, kvHead, step, cached) -> {
          List<Integer> generated = cached.stream().filter(p -> p >= N + QUESTION).toList();
          int keep = Math.max(1, rounded(0.25 * (step + 1)));
          return lowest(
              generated, generated.size() - keep, position -> overHeads(layer, step, position));
        });
  }

  private static double overHeads(int layer, int step, int position) {
    double sum = 0;
    for (int head = 0; head < HEADS; head++) {
      sum += weight(layer, head, step, position);
    }
    return sum;
  }

  @Test
  void theOtherMethodsDefineNoDecodePhase() {
    List<String> decoding =
        StandardPolicies.REGISTRY.descriptions().stream()
            .map(PolicyDescription::name)
            .filter(name -> !name.equals("ada"))
            .filter(n -> StandardPolicies.REGISTRY.create(n).decodeRule().isPresent())
            .toList();
    assertEquals(List.of("h2o", "shotkv", "tova"), decoding);
  }
}
