package io.kvlab.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The tensors that the decoder wants, in its order; see {@code decoder.py}. */
final class WeightNames {
  /**
   * One tensor.
   *
   * @param name its name in the checkpoint; empty where this architecture has none
   */
  record Wanted(Optional<String> name, long... shape) {}

  private WeightNames() {}

  static final String EMBEDDING = "model.embed_tokens.weight";

  /** Embedding and final norm; the output matrix and the frequencies follow, then the layers. */
  static List<Wanted> of(ModelConfig config) {
    long hidden = config.hiddenSize();
    long vocabulary = config.vocabulary();
    List<Wanted> wanted = new ArrayList<>();
    wanted.add(some(EMBEDDING, vocabulary, hidden));
    wanted.add(some("model.norm.weight", hidden));
    wanted.add(optional(!config.tiedEmbeddings(), "lm_head.weight", vocabulary, hidden));
    for (int layer = 0; layer < config.layers(); layer++) {
      wanted.addAll(layer(config, "model.layers." + layer + "."));
    }
    return wanted;
  }

  private static List<Wanted> layer(ModelConfig config, String prefix) {
    long hidden = config.hiddenSize();
    long inner = config.feedForwardSize();
    long queries = (long) config.heads() * config.headDim();
    long keys = (long) config.kvHeads() * config.headDim();
    boolean bias = config.queryKeyValueBias();
    boolean norm = config.queryKeyNorm();
    return List.of(
        some(prefix + "input_layernorm.weight", hidden),
        some(prefix + "self_attn.q_proj.weight", queries, hidden),
        some(prefix + "self_attn.k_proj.weight", keys, hidden),
        some(prefix + "self_attn.v_proj.weight", keys, hidden),
        some(prefix + "self_attn.o_proj.weight", hidden, queries),
        some(prefix + "post_attention_layernorm.weight", hidden),
        some(prefix + "mlp.gate_proj.weight", inner, hidden),
        some(prefix + "mlp.up_proj.weight", inner, hidden),
        some(prefix + "mlp.down_proj.weight", hidden, inner),
        optional(bias, prefix + "self_attn.q_proj.bias", queries),
        optional(bias, prefix + "self_attn.k_proj.bias", keys),
        optional(bias, prefix + "self_attn.v_proj.bias", keys),
        optional(config.outputBias(), prefix + "self_attn.o_proj.bias", hidden),
        optional(norm, prefix + "self_attn.q_norm.weight", config.headDim()),
        optional(norm, prefix + "self_attn.k_norm.weight", config.headDim()));
  }

  private static Wanted some(String name, long... shape) {
    return new Wanted(Optional.of(name), shape);
  }

  private static Wanted optional(boolean present, String name, long... shape) {
    return new Wanted(present ? Optional.of(name) : Optional.empty(), shape);
  }
}
