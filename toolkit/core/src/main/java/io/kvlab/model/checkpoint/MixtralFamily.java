package io.kvlab.model.checkpoint;

import io.kvlab.model.checkpoint.FeedForward.Experts;
import io.kvlab.model.checkpoint.FeedForward.Routing;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Mixtral: Mistral with experts in every layer. */
record MixtralFamily() implements Family {
  @Override
  public String modelType() {
    return "mixtral";
  }

  @Override
  public String architecture() {
    return "MixtralForCausalLM";
  }

  @Override
  public Set<String> withoutEffect() {
    return Qwen3MoeFamily.ROUTER_TRAINING;
  }

  @Override
  public Dimensions dimensions(ConfigJson config) {
    return Dimensions.read(config, 8, 0);
  }

  @Override
  public Attention attention(ConfigJson config, Dimensions d) {
    return Attention.plain(d.heads(), d.kvHeads(), d.headDim());
  }

  @Override
  public double defaultTheta() {
    return 1e6;
  }

  @Override
  public List<Integer> windows(ConfigJson config, Dimensions d) {
    return MistralFamily.everywhere(config, d, 0);
  }

  @Override
  public FeedForward feedForward(ConfigJson config, Dimensions d) {
    int size = config.positive("intermediate_size");
    Experts experts =
        new Experts(
            config.positive("num_local_experts", 8),
            config.positive("num_experts_per_tok", 2),
            size,
            Routing.SOFTMAX,
            true,
            1,
            1,
            1,
            0,
            false,
            false,
            0);
    return new FeedForward(
        size,
        Family.activation(config, "hidden_act", "silu"),
        false,
        Optional.of(experts),
        Collections.nCopies(d.layers(), true));
  }

  @Override
  public Naming naming() {
    return Naming.USUAL
        .with(
            Map.of(
                Slot.ROUTER, "block_sparse_moe.gate.weight",
                Slot.EXPERTS_IN, "block_sparse_moe.experts"))
        .experts("w1.weight", "w3.weight", "w2.weight");
  }
}
