package io.kvlab.engine;

import io.kvlab.cache.KvCache;
import io.kvlab.cache.KvCache.Source;
import io.kvlab.cache.Selection;
import io.kvlab.model.Logits;
import io.kvlab.model.Model;
import io.kvlab.model.Prefill;
import io.kvlab.model.Watched;
import io.kvlab.model.decode.StopRule;
import io.kvlab.model.evidence.Evidence;
import io.kvlab.plan.CellKey.Treatment;
import io.kvlab.policy.DecodeRule;
import io.kvlab.policy.Policy;
import io.kvlab.policy.PrefillPolicy;
import io.kvlab.policy.PromptView;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The naive path: one example under one treatment, its own prefill, token by token. Slow and plain;
 * the planned path must give the same tokens, and benchmarks are held against it.
 */
final class Reference {
  private final SweepContext sweep;
  private final Model model;

  Reference(SweepContext sweep) {
    this.sweep = sweep;
    this.model = sweep.model();
  }

  /**
   * An answer.
   *
   * @param tokens the generated tokens, a stop included
   * @param gaps per token by how much its logit exceeded the next
   */
  record Traced(int[] tokens, float[] gaps) {}

  /** The answer to one example under one treatment. */
  Traced answer(PreparedPrompt prompt, Treatment treatment) {
    int length = treatment.isFull() ? prompt.length() : prompt.compressible(treatment.point());
    Policy policy = sweep.policy(treatment);
    PromptView view = sweep.setup().view(prompt.shotsWithin(length), length, prompt.id());
    int[] part = Arrays.copyOf(prompt.ids(), length);
    if (policy instanceof PrefillPolicy during) {
      try (Prefill prefill =
          model.prefillLayerwise(
              part,
              during.recent(),
              (layer, scores) -> during.keepAt(layer, scores, view, treatment.budget()),
              1)) {
        return answer(prompt, length, prefill.cache(), prefill.logits(), Optional.empty());
      }
    }
    try (Prefill prefill = model.prefill(List.of(part), policy.evidence(), 0)) {
      Evidence seen = sweep.setup().evidenceOf(prefill, 0, policy);
      Selection selection = policy.select(view, seen, treatment.budget());
      Optional<DecodeRule.Run> rule =
          treatment
              .decode()
              .map(
                  decode ->
                      policy
                          .decodeRule()
                          .orElseThrow()
                          .start(
                              view, prompt.length(), seen, selection, treatment.budget(), decode));
      try (KvCache cache =
          model.caches().gather(List.of(Source.of(prefill.cache(), 0, selection)), 1)) {
        return answer(prompt, length, cache, prefill.logits(), rule);
      }
    }
  }

  private Traced answer(
      PreparedPrompt prompt,
      int length,
      KvCache cache,
      Logits predicted,
      Optional<DecodeRule.Run> rule) {
    StopRule stop = sweep.stop(prompt);
    List<Integer> tokens = new ArrayList<>();
    List<Float> gaps = new ArrayList<>();
    int[] tail = Arrays.copyOfRange(prompt.ids(), length, prompt.length());
    if (tail.length == 0) {
      note(predicted.best(), tokens, gaps);
    } else {
      try (Logits logits = model.forward(cache, List.of(tail))) {
        note(logits.best(), tokens, gaps);
      }
    }
    while (!ended(tokens, stop, prompt)) {
      int[] newest = {tokens.get(tokens.size() - 1)};
      if (rule.isEmpty()) {
        try (Logits logits = model.forward(cache, List.of(newest))) {
          note(logits.best(), tokens, gaps);
        }
      } else {
        try (Watched watched = model.watch(cache, newest)) {
          note(watched.logits().best(), tokens, gaps);
          evict(cache, watched.weights()[0], rule.get());
        }
      }
    }
    float[] leads = new float[gaps.size()];
    for (int i = 0; i < leads.length; i++) {
      leads[i] = gaps.get(i);
    }
    return new Traced(tokens.stream().mapToInt(Integer::intValue).toArray(), leads);
  }

  private static void note(Logits.Best best, List<Integer> tokens, List<Float> gaps) {
    tokens.add(best.tokens()[0][0]);
    gaps.add(best.gaps()[0][0]);
  }

  private void evict(KvCache cache, float[][][] weights, DecodeRule.Run rule) {
    int[][][] gone = new int[weights.length][][];
    for (int layer = 0; layer < gone.length; layer++) {
      int[][] positions = new int[model.config().kvHeads()][];
      for (int head = 0; head < positions.length; head++) {
        positions[head] = cache.positions(layer, 0, head);
      }
      gone[layer] = rule.evict(layer, weights[layer], positions);
    }
    cache.evict(List.of(Optional.of(gone)));
  }

  private boolean ended(List<Integer> tokens, StopRule stop, PreparedPrompt prompt) {
    if (tokens.size() >= stop.maxTokens() || stop.ids().contains(tokens.get(tokens.size() - 1))) {
      return true;
    }
    int[] ids = tokens.stream().mapToInt(Integer::intValue).toArray();
    String text = sweep.setup().model().requireTokenizer().decodeAfter(prompt.ids(), ids);
    return stop.strings().stream().anyMatch(text::contains);
  }
}
