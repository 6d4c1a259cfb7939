package io.kvlab.model.checkpoint;

import java.util.Optional;

/** Granite 3: Llama with factors between its parts. */
record GraniteFamily() implements Family {
  @Override
  public String modelType() {
    return "granite";
  }

  @Override
  public String architecture() {
    return "GraniteForCausalLM";
  }

  @Override
  public Attention attention(ConfigJson config, Dimensions d) {
    boolean bias = config.flag("attention_bias", false);
    return new Attention(
        d.heads(),
        d.kvHeads(),
        d.headDim(),
        d.headDim(),
        config.number("attention_multiplier", 1),
        0,
        false,
        bias,
        bias,
        Attention.QueryKeyNorm.NONE,
        Optional.empty());
  }

  @Override
  public Scales scales(ConfigJson config, Dimensions d) {
    return new Scales(
        config.number("embedding_multiplier", 1),
        config.number("residual_multiplier", 1),
        1 / config.number("logits_scaling", 1),
        0);
  }
}
