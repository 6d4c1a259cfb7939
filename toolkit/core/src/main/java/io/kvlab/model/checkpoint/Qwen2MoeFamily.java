package io.kvlab.model.checkpoint;

import io.kvlab.model.checkpoint.FeedForward.Experts;
import io.kvlab.model.checkpoint.FeedForward.Routing;
import java.util.List;
import java.util.Set;

/** Qwen 1.5 and 2 with experts, and one that every token goes to. */
record Qwen2MoeFamily() implements Family {
  @Override
  public String modelType() {
    return "qwen2_moe";
  }

  @Override
  public String architecture() {
    return "Qwen2MoeForCausalLM";
  }

  @Override
  public Set<String> withoutEffect() {
    return Qwen3MoeFamily.ROUTER_TRAINING;
  }

  @Override
  public Dimensions dimensions(ConfigJson config) {
    return Dimensions.read(config, 16, 0);
  }

  @Override
  public Attention attention(ConfigJson config, Dimensions d) {
    return Family.attention(d, config.flag("qkv_bias", true), false, Attention.QueryKeyNorm.NONE);
  }

  @Override
  public List<Integer> windows(ConfigJson config, Dimensions d) {
    return Qwen3MoeFamily.everywhere(config, d);
  }

  @Override
  public FeedForward feedForward(ConfigJson config, Dimensions d) {
    Experts experts =
        new Experts(
            config.positive("num_experts", 60),
            config.positive("num_experts_per_tok", 4),
            config.positive("moe_intermediate_size", 1408),
            Routing.SOFTMAX,
            config.flag("norm_topk_prob", false),
            1,
            1,
            1,
            config.positive("shared_expert_intermediate_size", 5632),
            true,
            false,
            0);
    return Qwen3MoeFamily.sparse(config, d, experts);
  }
}
