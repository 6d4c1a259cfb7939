package io.kvlab.model;

import io.kvlab.KvlabException;
import io.kvlab.internal.safetensors.Safetensors;
import io.kvlab.internal.safetensors.StoredTensor;
import io.kvlab.model.checkpoint.ModelConfig;
import io.kvlab.model.checkpoint.WeightNames;
import java.util.List;

/** Which matrix logits come from, where config.json and the weights disagree. */
final class OutputMatrix {
  private static final long PIECE = 64 << 20;

  private OutputMatrix() {}

  /**
   * A file that holds an output matrix unlike the embedding is taken at its word, as by
   * transformers 5, whatever config.json says.
   *
   * @param notes gains a sentence where that happens
   */
  static ModelConfig decide(ModelConfig config, Safetensors stored, List<String> notes) {
    String output = config.naming().outputs().get(0);
    if (!config.tiedEmbeddings()) {
      if (!stored.has(output)) {
        throw KvlabException.run(
            stored.place()
                + " lacks tensor "
                + output
                + "; if the model shares it with the embedding, config.json must say"
                + " tie_word_embeddings: true");
      }
      return config;
    }
    String embedding = WeightNames.embedding(config);
    if (!stored.has(output) || same(stored.get(output), stored.get(embedding))) {
      return config;
    }
    notes.add(
        stored.place()
            + " holds an "
            + output
            + " that differs from the embedding, although config.json ties them; "
            + output
            + " is used, as by transformers 5");
    return config.untied();
  }

  private static boolean same(StoredTensor a, StoredTensor b) {
    if (!a.dtype().equals(b.dtype()) || a.bytes() != b.bytes()) {
      return false;
    }
    for (long from = 0; from < a.bytes(); from += PIECE) {
      long count = Math.min(PIECE, a.bytes() - from);
      if (a.map(from, count).mismatch(b.map(from, count)) >= 0) {
        return false;
      }
    }
    return true;
  }
}
