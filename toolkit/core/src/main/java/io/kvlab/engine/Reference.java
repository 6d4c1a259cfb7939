package io.kvlab.engine;

import io.kvlab.cache.KvCache;
import io.kvlab.cache.KvCache.Source;
import io.kvlab.model.Logits;
import io.kvlab.model.Model;
import io.kvlab.model.Prefill;
import io.kvlab.model.StepAttention;
import io.kvlab.model.decode.StepRule;
import io.kvlab.model.decode.StopRule;
import io.kvlab.plan.CellKey.Treatment;
import io.kvlab.policy.Policy;
import java.util.ArrayList;
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
    Policy policy = sweep.policy(treatment);
    Compressor compressor = sweep.compressor();
    Compressor.Cut cut = compressor.cut(prompt, treatment.point());
    if (Compressor.actsDuringPrefill(policy)) {
      try (Prefill prefill = compressor.readThrough(cut, policy, treatment.budget(), 1)) {
        return answer(prompt, cut, prefill.cache(), prefill.logits(), Optional.empty());
      }
    }
    try (Prefill prefill = model.prefill(List.of(cut.read()), policy.evidence(), 0)) {
      Compressor.Kept kept = compressor.keep(cut, policy, treatment, prefill, 0);
      try (KvCache cache =
          model.caches().gather(List.of(Source.of(prefill.cache(), 0, kept.selection())), 1)) {
        return answer(prompt, cut, cache, prefill.logits(), kept.rule());
      }
    }
  }

  private Traced answer(
      PreparedPrompt prompt,
      Compressor.Cut cut,
      KvCache cache,
      Logits predicted,
      Optional<StepRule> rule) {
    StopRule stop = sweep.stop(prompt);
    List<Integer> tokens = new ArrayList<>();
    List<Float> gaps = new ArrayList<>();
    if (cut.tail().length == 0) {
      note(predicted.best(), tokens, gaps);
    } else {
      try (Logits logits = model.forward(cache, List.of(cut.tail()))) {
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
        try (StepAttention watched = model.watch(cache, newest)) {
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

  private void evict(KvCache cache, float[][][] weights, StepRule rule) {
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
