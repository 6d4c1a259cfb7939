package io.kvlab.model;

import io.kvlab.cache.KvCache;
import io.kvlab.model.checkpoint.ModelConfig;
import io.kvlab.model.evidence.Evidence;
import java.util.List;

/** What reading a batch of prompts leaves behind. */
public final class Prefill implements AutoCloseable {
  private final KvCache cache;
  private final Logits logits;
  private final List<Evidence> evidence;
  private final List<int[]> prompts;
  private final ProbeStates states;

  Prefill(
      KvCache cache,
      Logits logits,
      List<Evidence> evidence,
      List<int[]> prompts,
      ProbeStates states) {
    this.cache = cache;
    this.logits = logits;
    this.evidence = List.copyOf(evidence);
    this.prompts = List.copyOf(prompts);
    this.states = states;
  }

  /** The full KV cache of all prompts. */
  public KvCache cache() {
    return cache;
  }

  /** Logits of every prompt's last token; {@code tokens} is 1. */
  public Logits logits() {
    return logits;
  }

  /** Per prompt what was asked for. */
  public List<Evidence> evidence() {
    return evidence;
  }

  /** The ids that were read, whole prompts. */
  List<int[]> prompts() {
    return prompts;
  }

  /** What probes have seen of a beginning that prompts share. */
  ProbeStates states() {
    return states;
  }

  /** What was seen of one prompt; nothing where nothing was asked for. */
  public Evidence seen(ModelConfig config, int sequence) {
    return evidence.isEmpty()
        ? Evidence.none(config, cache.nextPosition(sequence))
        : evidence.get(sequence);
  }

  @Override
  public void close() {
    cache.close();
    logits.close();
    states.close();
  }
}
