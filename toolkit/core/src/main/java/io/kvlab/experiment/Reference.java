package io.kvlab.experiment;

import io.kvlab.cache.KvCache;
import io.kvlab.cache.KvCache.Source;
import io.kvlab.cache.Selection;
import io.kvlab.experiment.CellKey.Treatment;
import io.kvlab.model.Logits;
import io.kvlab.model.Model;
import io.kvlab.model.Prefill;
import io.kvlab.model.StopRule;
import io.kvlab.policy.Policy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

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

  /** The generated tokens, a stop included. */
  int[] answer(PreparedPrompt prompt, Treatment treatment) {
    int length = treatment.isFull() ? prompt.length() : prompt.compressible(treatment.point());
    Policy policy = sweep.policy(treatment);
    try (Prefill prefill =
        model.prefill(List.of(Arrays.copyOf(prompt.ids(), length)), policy.evidence(), 0)) {
      Selection selection =
          policy.select(
              sweep.setup().view(prompt.shotsWithin(length), length, prompt.id()),
              sweep.setup().evidenceOf(prefill, 0, policy),
              treatment.budget());
      try (KvCache cache =
          model.caches().gather(List.of(Source.of(prefill.cache(), 0, selection)), 1)) {
        int[] tail = Arrays.copyOfRange(prompt.ids(), length, prompt.length());
        int first = tail.length == 0 ? prefill.logits().argmax()[0][0] : next(cache, tail);
        return decode(cache, first, prompt);
      }
    }
  }

  private int[] decode(KvCache cache, int first, PreparedPrompt prompt) {
    StopRule stop = sweep.stop(prompt);
    List<Integer> tokens = new ArrayList<>(List.of(first));
    while (!ended(tokens, stop, prompt)) {
      tokens.add(next(cache, new int[] {tokens.get(tokens.size() - 1)}));
    }
    return tokens.stream().mapToInt(Integer::intValue).toArray();
  }

  private int next(KvCache cache, int[] tokens) {
    try (Logits logits = model.forward(cache, List.of(tokens))) {
      return logits.argmax()[0][0];
    }
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
