package io.kvlab.model.decode;

import io.kvlab.cache.KvCache;
import io.kvlab.model.Model;
import io.kvlab.model.Prefill;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** Greedy generation for a batch of prompts of unlike lengths. */
public final class Generator {
  /** Called with every token as it appears. */
  @FunctionalInterface
  public interface TokenListener {
    void onToken(int sequence, int token);
  }

  private final Model model;

  public Generator(Model model) {
    this.model = model;
  }

  /** Answers prompts from their full caches. */
  public List<Generation> generate(List<int[]> prompts, StopRule stop) {
    try (Prefill prefill = model.prefill(prompts, java.util.Set.of(), 0)) {
      List<KvCache.Source> sources = new ArrayList<>();
      for (int i = 0; i < prompts.size(); i++) {
        sources.add(KvCache.Source.all(prefill.cache(), i));
      }
      return decode(
          prompts, sources, prefill.logits().argmax(), stop, () -> false, (sequence, token) -> {});
    }
  }

  /**
   * Decodes from caches.
   *
   * @param prompts per sequence the tokens that its cache stands for
   * @param sources per sequence its cache, possibly compressed; copied, not changed
   * @param first per sequence the first generated token, {@code [sequences][1]}
   * @param cancelled checked before every step
   * @param listener hears every token but the first
   */
  public List<Generation> decode(
      List<int[]> prompts,
      List<KvCache.Source> sources,
      int[][] first,
      StopRule stop,
      BooleanSupplier cancelled,
      TokenListener listener) {
    List<Optional<Generation>> results = new ArrayList<>();
    try (DecodeBatch<Integer> batch = new DecodeBatch<>(model)) {
      for (int i = 0; i < sources.size(); i++) {
        int sequence = i;
        results.add(Optional.empty());
        batch.add(
            i,
            sources.get(i),
            prompts.get(i),
            first[i],
            stop,
            token -> listener.onToken(sequence, token));
      }
      while (batch.size() > 0) {
        for (ContinuousBatch.Finished<Integer> done :
            cancelled.getAsBoolean() ? batch.cancel() : batch.step()) {
          results.set(done.tag(), Optional.of(done.generation()));
        }
      }
    }
    return results.stream().map(Optional::orElseThrow).toList();
  }
}
