package io.kvlab.model.checkpoint;

import java.util.List;

/**
 * Command R7B: LayerNorm, attention beside the feed-forward network, positions on sliding layers
 * alone.
 */
record Cohere2Family() implements Family {
  @Override
  public String modelType() {
    return "cohere2";
  }

  @Override
  public String architecture() {
    return "Cohere2ForCausalLM";
  }

  @Override
  public boolean tiedByDefault() {
    return true;
  }

  @Override
  public Norms norms(ConfigJson config) {
    return new Norms(config.number("layer_norm_eps", 1e-5), true, true, false, true, 0);
  }

  @Override
  public FeedForward feedForward(ConfigJson config, Dimensions d) {
    return FeedForward.dense(
        config.positive("intermediate_size"),
        Family.activation(config, "hidden_act", "silu"),
        false,
        d.layers());
  }

  private static List<String> types(ConfigJson config, Dimensions d) {
    int pattern =
        config.positive("sliding_window_pattern", config.positive("_sliding_window_pattern", 4));
    return Family.types(config, d, Family.everyFull(pattern, d.layers()));
  }

  @Override
  public Rotary rotary(ConfigJson config, Dimensions d) {
    Rotary all = rotary(config, d, true, 1);
    return new Rotary(
        all.width(),
        true,
        all.kinds(),
        types(config, d).stream().map(type -> type.equals(SLIDING) ? 0 : -1).toList());
  }

  @Override
  public List<Integer> windows(ConfigJson config, Dimensions d) {
    return Family.windows(config, types(config, d), 4096);
  }

  @Override
  public Scales scales(ConfigJson config, Dimensions d) {
    return new Scales(1, 1, config.number("logit_scale", 0.0625), 0);
  }
}
