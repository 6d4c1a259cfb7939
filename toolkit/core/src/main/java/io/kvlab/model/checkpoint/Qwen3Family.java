package io.kvlab.model.checkpoint;

import java.util.List;

/** Qwen 3: queries and keys are normalized per head. */
record Qwen3Family() implements Family {
  @Override
  public String modelType() {
    return "qwen3";
  }

  @Override
  public String architecture() {
    return "Qwen3ForCausalLM";
  }

  @Override
  public Dimensions dimensions(ConfigJson config) {
    return Dimensions.read(config, 32, 128);
  }

  @Override
  public Attention attention(ConfigJson config, Dimensions d) {
    boolean bias = config.flag("attention_bias", false);
    return Family.attention(d, bias, bias, Attention.QueryKeyNorm.HEAD);
  }

  @Override
  public List<Integer> windows(ConfigJson config, Dimensions d) {
    return Qwen2Family.upper(config, d);
  }
}
