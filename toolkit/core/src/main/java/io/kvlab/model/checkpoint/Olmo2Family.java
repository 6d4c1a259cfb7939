package io.kvlab.model.checkpoint;

import java.util.Map;

/** OLMo 2: norms behind attention and feed-forward network alone; whole projections normalized. */
record Olmo2Family() implements Family {
  @Override
  public String modelType() {
    return "olmo2";
  }

  @Override
  public String architecture() {
    return "Olmo2ForCausalLM";
  }

  @Override
  public Attention attention(ConfigJson config, Dimensions d) {
    boolean bias = config.flag("attention_bias", false);
    return Family.attention(d, bias, bias, Attention.QueryKeyNorm.PROJECTION);
  }

  @Override
  public Norms norms(ConfigJson config) {
    return new Norms(config.number("rms_norm_eps"), false, false, true, false, 0);
  }

  @Override
  public Naming naming() {
    return AFTER;
  }

  static final Naming AFTER =
      Naming.USUAL.with(
          Map.of(
              Slot.ATTENTION_AFTER_NORM, "post_attention_layernorm.weight",
              Slot.FEED_AFTER_NORM, "post_feedforward_layernorm.weight"));
}
