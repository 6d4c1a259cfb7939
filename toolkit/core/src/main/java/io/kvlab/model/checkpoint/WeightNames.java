package io.kvlab.model.checkpoint;

import java.util.ArrayList;
import java.util.List;

/** The tensors that the decoder wants, in its order; see {@code decoder.py}. */
public final class WeightNames {
  /** A tensor of the checkpoint. */
  public record Part(String name, long... shape) {}

  /**
   * One tensor of the decoder.
   *
   * @param parts what it is made of, one below the other; empty where this architecture has none
   */
  public record Wanted(List<Part> parts) {
    public boolean isMatrix() {
      return parts.get(0).shape().length > 1;
    }

    /** Whether it is a matrix that rows are multiplied with: all but the embedding. */
    public boolean isProduct() {
      return isMatrix() && !parts.get(0).name().equals(EMBEDDING);
    }

    public long[] shape() {
      long[] shape = parts.get(0).shape().clone();
      shape[0] = parts.stream().mapToLong(part -> part.shape()[0]).sum();
      return shape;
    }
  }

  private WeightNames() {}

  public static final String EMBEDDING = "model.embed_tokens.weight";

  /**
   * Embedding and final norm; the output matrix and the frequencies follow, then the layers.
   *
   * @param joined whether the matrices of queries, keys and values are one, and those of gate and
   *     up: fewer, larger products
   */
  public static List<Wanted> of(ModelConfig config, boolean joined) {
    long hidden = config.hiddenSize();
    long vocabulary = config.vocabulary();
    List<Wanted> wanted = new ArrayList<>();
    wanted.add(some(EMBEDDING, vocabulary, hidden));
    wanted.add(some("model.norm.weight", hidden));
    wanted.add(optional(!config.tiedEmbeddings(), "lm_head.weight", vocabulary, hidden));
    for (int layer = 0; layer < config.layers(); layer++) {
      List<Wanted> own = new ArrayList<>(layer(config, "model.layers." + layer + "."));
      if (joined) {
        join(own, 1, 3);
        join(own, 6, 2);
      }
      wanted.addAll(own);
    }
    return wanted;
  }

  private static void join(List<Wanted> layer, int first, int count) {
    List<Part> parts =
        layer.subList(first, first + count).stream().flatMap(w -> w.parts().stream()).toList();
    layer.set(first, new Wanted(parts));
    for (int i = 1; i < count; i++) {
      layer.set(first + i, new Wanted(List.of()));
    }
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
    return new Wanted(List.of(new Part(name, shape)));
  }

  private static Wanted optional(boolean present, String name, long... shape) {
    return present ? some(name, shape) : new Wanted(List.of());
  }
}
