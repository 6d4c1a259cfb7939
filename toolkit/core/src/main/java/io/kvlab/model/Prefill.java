package io.kvlab.model;

import io.kvlab.cache.KvCache;
import io.kvlab.model.checkpoint.ModelConfig;
import io.kvlab.model.evidence.Evidence;
import java.util.List;

/**
 * What reading a batch of prompts leaves behind.
 *
 * @param cache their full KV cache
 * @param logits of every prompt's last token; {@code tokens} is 1
 * @param evidence per prompt what was asked for
 */
public record Prefill(KvCache cache, Logits logits, List<Evidence> evidence)
    implements AutoCloseable {
  public Prefill {
    evidence = List.copyOf(evidence);
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
  }
}
