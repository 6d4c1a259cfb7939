package io.kvlab.model.checkpoint;

import io.kvlab.model.checkpoint.FeedForward.Experts;
import io.kvlab.model.checkpoint.FeedForward.Routing;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** GPT-OSS: sinks beside the scores, stacked experts, every other layer slides. */
record GptOssFamily() implements Family {
  @Override
  public String modelType() {
    return "gpt_oss";
  }

  @Override
  public String architecture() {
    return "GptOssForCausalLM";
  }

  private static final double LIMIT = 7;

  @Override
  public Set<String> withoutEffect() {
    return Set.of(
        "output_router_logits",
        "router_aux_loss_coef",
        "initial_context_length",
        "experts_per_token",
        "attention_bias");
  }

  @Override
  public Dimensions dimensions(ConfigJson config) {
    return Dimensions.read(config, 8, 64);
  }

  @Override
  public Attention attention(ConfigJson config, Dimensions d) {
    Attention plain = Family.attention(d, true, true, Attention.QueryKeyNorm.NONE);
    return new Attention(
        plain.heads(),
        plain.kvHeads(),
        plain.headDim(),
        plain.valueDim(),
        plain.scale(),
        0,
        true,
        true,
        true,
        Attention.QueryKeyNorm.NONE,
        Optional.empty());
  }

  @Override
  public double defaultTheta() {
    return 150_000;
  }

  @Override
  public Rotary rotary(ConfigJson config, Dimensions d) {
    if (!config.get("rope_scaling").isMissingNode() || config.has("rope_parameters")) {
      return rotary(config, d, false, 1);
    }
    ConfigJson usual =
        config.with(
            "rope_scaling",
            Map.of(
                "rope_type",
                "yarn",
                "factor",
                32.0,
                "truncate",
                false,
                "original_max_position_embeddings",
                4096));
    return rotary(usual, d, false, 1);
  }

  @Override
  public List<Integer> windows(ConfigJson config, Dimensions d) {
    List<String> rule = new ArrayList<>();
    for (int layer = 0; layer < d.layers(); layer++) {
      rule.add(layer % 2 == 0 ? SLIDING : FULL);
    }
    return Family.windows(config, Family.types(config, d, rule), 128);
  }

  @Override
  public FeedForward feedForward(ConfigJson config, Dimensions d) {
    if (config.number("swiglu_limit", LIMIT) != LIMIT) {
      throw config.refuse("swiglu_limit other than 7 is not supported");
    }
    Family.activation(config, "hidden_act", "silu");
    int size = config.positive("intermediate_size");
    Experts experts =
        new Experts(
            config.positive("num_local_experts", 128),
            config.positive("num_experts_per_tok", 4),
            size,
            Routing.CHOSEN_SOFTMAX,
            false,
            1,
            1,
            1,
            0,
            false,
            true,
            LIMIT);
    return new FeedForward(
        size,
        FeedForward.Activation.SILU,
        false,
        Optional.of(experts),
        Collections.nCopies(d.layers(), true));
  }

  @Override
  public Naming naming() {
    return Naming.USUAL.with(
        Map.of(Slot.ROUTER, "mlp.router.weight", Slot.ROUTER_BIAS, "mlp.router.bias"));
  }
}
