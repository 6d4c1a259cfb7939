package io.kvlab.model.checkpoint;

import io.kvlab.model.checkpoint.FeedForward.Experts;
import io.kvlab.model.checkpoint.FeedForward.Routing;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Qwen 3 with experts in most layers. */
record Qwen3MoeFamily() implements Family {
  @Override
  public String modelType() {
    return "qwen3_moe";
  }

  @Override
  public String architecture() {
    return "Qwen3MoeForCausalLM";
  }

  @Override
  public Set<String> withoutEffect() {
    return ROUTER_TRAINING;
  }

  /** What matters to training alone. */
  static final Set<String> ROUTER_TRAINING =
      Set.of(
          "output_router_logits",
          "router_aux_loss_coef",
          "router_jitter_noise",
          "max_window_layers");

  @Override
  public Dimensions dimensions(ConfigJson config) {
    return Dimensions.read(config, 4, 0);
  }

  @Override
  public Attention attention(ConfigJson config, Dimensions d) {
    boolean bias = config.flag("attention_bias", false);
    return Family.attention(d, bias, bias, Attention.QueryKeyNorm.HEAD);
  }

  @Override
  public List<Integer> windows(ConfigJson config, Dimensions d) {
    return everywhere(config, d);
  }

  /** A window on all layers, if it is used. */
  static List<Integer> everywhere(ConfigJson config, Dimensions d) {
    if (!config.flag("use_sliding_window", false)) {
      config.get("sliding_window");
      return java.util.Collections.nCopies(d.layers(), 0);
    }
    return MistralFamily.everywhere(config, d, 4096);
  }

  @Override
  public FeedForward feedForward(ConfigJson config, Dimensions d) {
    Experts experts =
        new Experts(
            config.positive("num_experts", 128),
            config.positive("num_experts_per_tok", 8),
            config.positive("moe_intermediate_size", 768),
            Routing.SOFTMAX,
            config.flag("norm_topk_prob", false),
            1,
            1,
            1,
            0,
            false,
            false,
            0);
    return sparse(config, d, experts);
  }

  /** Experts in every n-th layer but those named dense. */
  static FeedForward sparse(ConfigJson config, Dimensions d, Experts experts) {
    int step = config.positive("decoder_sparse_step", 1);
    Set<Integer> dense = new HashSet<>();
    config.get("mlp_only_layers").forEach(layer -> dense.add(layer.asInt()));
    List<Boolean> sparse = new ArrayList<>();
    for (int layer = 0; layer < d.layers(); layer++) {
      sparse.add(!dense.contains(layer) && (layer + 1) % step == 0);
    }
    return new FeedForward(
        config.positive("intermediate_size"),
        Family.activation(config, "hidden_act", "silu"),
        false,
        Optional.of(experts),
        sparse);
  }
}
