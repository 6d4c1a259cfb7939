package io.kvlab.model.checkpoint;

import java.util.Map;

/** GLM 4: half of a head turned in neighbors, norms before and after, gate and up in one matrix. */
record Glm4Family() implements Family {
  @Override
  public String modelType() {
    return "glm4";
  }

  @Override
  public String architecture() {
    return "Glm4ForCausalLM";
  }

  @Override
  public Dimensions dimensions(ConfigJson config) {
    return Dimensions.read(config, 2, 128);
  }

  @Override
  public Attention attention(ConfigJson config, Dimensions d) {
    boolean bias = config.flag("attention_bias", true);
    return Family.attention(d, bias, false, Attention.QueryKeyNorm.NONE);
  }

  @Override
  public Norms norms(ConfigJson config) {
    return new Norms(config.number("rms_norm_eps"), false, true, true, false, 0);
  }

  @Override
  public FeedForward feedForward(ConfigJson config, Dimensions d) {
    return FeedForward.dense(
        config.positive("intermediate_size"),
        Family.activation(config, "hidden_act", "silu"),
        false,
        d.layers());
  }

  @Override
  public Rotary rotary(ConfigJson config, Dimensions d) {
    return rotary(config, d, true, 0.5);
  }

  @Override
  public Naming naming() {
    return Naming.USUAL
        .with(
            Map.of(
                Slot.ATTENTION_AFTER_NORM, "post_self_attn_layernorm.weight",
                Slot.FEED_AFTER_NORM, "post_mlp_layernorm.weight"))
        .joined("", "mlp.gate_up_proj.weight");
  }
}
