package io.kvlab.model.checkpoint;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Gemma 3: as Gemma 2 without caps, with normalized queries and keys, and two kinds of RoPE. */
record Gemma3TextFamily() implements Family {
  @Override
  public String modelType() {
    return "gemma3_text";
  }

  @Override
  public String architecture() {
    return "Gemma3ForCausalLM";
  }

  @Override
  public Set<String> withoutEffect() {
    return Set.of("attn_logit_softcapping", "use_bidirectional_attention");
  }

  @Override
  public Dimensions dimensions(ConfigJson config) {
    return new Dimensions(
        config.positive("num_hidden_layers", 26),
        config.positive("hidden_size", 2304),
        config.positive("num_attention_heads", 8),
        config.positive("num_key_value_heads", 4),
        config.positive("head_dim", 256),
        config.positive("max_position_embeddings", 131_072));
  }

  @Override
  public int defaultVocabulary() {
    return 262_208;
  }

  @Override
  public boolean tiedByDefault() {
    return true;
  }

  @Override
  public Attention attention(ConfigJson config, Dimensions d) {
    if (config.flag("use_bidirectional_attention", false)) {
      throw config.refuse(
          "use_bidirectional_attention is not supported: a cache needs causal attention");
    }
    return Gemma2Family.attention(config, d, 0, Attention.QueryKeyNorm.HEAD);
  }

  @Override
  public Norms norms(ConfigJson config) {
    return Gemma2Family.sandwich(config, 1);
  }

  @Override
  public FeedForward feedForward(ConfigJson config, Dimensions d) {
    return Gemma2Family.gelu(config, d, config.positive("intermediate_size", 9216));
  }

  @Override
  public double defaultTheta() {
    return 1e6;
  }

  @Override
  public Rotary rotary(ConfigJson config, Dimensions d) {
    Ropes ropes = new Ropes(config, d.headDim(), d.context(), defaultTheta());
    int width = ropes.width(1);
    double localBase = config.number("rope_local_base_freq", 10_000);
    Optional<ConfigJson> ofSliding =
        ropes.stated().filter(all -> all.has(SLIDING)).flatMap(all -> all.object(SLIDING));
    Rope local =
        ofSliding.isPresent()
            ? new Ropes(config, d.headDim(), d.context(), localBase).read(ofSliding, width)
            : Rope.plain(localBase, width);
    List<Integer> kinds =
        types(config, d).stream().map(type -> type.equals(SLIDING) ? 1 : 0).toList();
    return new Rotary(width, false, List.of(ropes.read(ropes.stated(FULL), width), local), kinds);
  }

  private static List<String> types(ConfigJson config, Dimensions d) {
    int pattern =
        config.positive("sliding_window_pattern", config.positive("_sliding_window_pattern", 6));
    return Family.types(config, d, Family.everyFull(pattern, d.layers()));
  }

  @Override
  public List<Integer> windows(ConfigJson config, Dimensions d) {
    return Family.windows(config, types(config, d), 4096);
  }

  @Override
  public Scales scales(ConfigJson config, Dimensions d) {
    return new Scales(
        Math.sqrt(d.hidden()), 1, 1, Gemma2Family.cap(config, "final_logit_softcapping", 0));
  }

  @Override
  public Naming naming() {
    return Gemma2Family.SANDWICH;
  }
}
