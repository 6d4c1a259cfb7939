package io.kvlab.model.checkpoint;

import io.kvlab.model.checkpoint.FeedForward.Experts;
import io.kvlab.model.checkpoint.FeedForward.Routing;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** DeepSeek V3 and R1: latent attention, expanded to every head, and grouped experts. */
record DeepseekV3Family() implements Family {
  @Override
  public String modelType() {
    return "deepseek_v3";
  }

  @Override
  public String architecture() {
    return "DeepseekV3ForCausalLM";
  }

  @Override
  public Set<String> withoutEffect() {
    return Set.of(
        "qk_head_dim",
        "head_dim",
        "ep_size",
        "num_nextn_predict_layers",
        "aux_loss_alpha",
        "seq_aux",
        "moe_layer_freq");
  }

  @Override
  public Dimensions dimensions(ConfigJson config) {
    int heads = config.positive("num_attention_heads");
    int kvHeads = config.positive("num_key_value_heads", heads);
    if (kvHeads != heads) {
      throw config.refuse(
          "num_key_value_heads "
              + kvHeads
              + " is not num_attention_heads "
              + heads
              + ": latent attention has keys for every head");
    }
    return new Dimensions(
        config.positive("num_hidden_layers"),
        config.positive("hidden_size"),
        heads,
        heads,
        config.positive("qk_nope_head_dim", 128) + config.positive("qk_rope_head_dim", 64),
        config.positive("max_position_embeddings"));
  }

  @Override
  public Attention attention(ConfigJson config, Dimensions d) {
    boolean bias = config.flag("attention_bias", false);
    int queryRank = config.get("q_lora_rank").isNull() ? 0 : config.positive("q_lora_rank", 1536);
    return new Attention(
        d.heads(),
        d.heads(),
        d.headDim(),
        config.positive("v_head_dim", 128),
        scale(config, d),
        0,
        false,
        false,
        bias,
        Attention.QueryKeyNorm.NONE,
        Optional.of(new Attention.Latent(queryRank, config.positive("kv_lora_rank", 512), bias)));
  }

  private double scale(ConfigJson config, Dimensions d) {
    double plain = 1 / Math.sqrt(d.headDim());
    Optional<ConfigJson> stated =
        new Ropes(config, d.headDim(), d.context(), defaultTheta())
            .stated()
            .filter(one -> !one.text("rope_type", one.text("type", "default")).equals("default"));
    if (stated.isEmpty()) {
      return plain;
    }
    double all = Ropes.magnitude(stated.get(), "mscale_all_dim");
    double factor = stated.get().number("factor");
    double m = all == 0 ? 1 : Ropes.attention(factor, all);
    return plain * m * m;
  }

  @Override
  public Rotary rotary(ConfigJson config, Dimensions d) {
    int width = config.positive("qk_rope_head_dim", 64);
    Ropes ropes = new Ropes(config, width, d.context(), defaultTheta());
    boolean interleaved = config.flag("rope_interleave", true);
    return Rotary.same(width, interleaved, ropes.read(ropes.stated(FULL), width), d.layers());
  }

  @Override
  public FeedForward feedForward(ConfigJson config, Dimensions d) {
    int size = config.positive("moe_intermediate_size", 2048);
    Experts experts =
        new Experts(
            config.positive("n_routed_experts", 256),
            config.positive("num_experts_per_tok", 8),
            size,
            Routing.GROUPED_SIGMOID,
            config.flag("norm_topk_prob", true),
            config.number("routed_scaling_factor", 2.5),
            config.positive("n_group", 8),
            config.positive("topk_group", 4),
            size * config.count("n_shared_experts", 1),
            false,
            false,
            0);
    if (!config.text("scoring_func", "sigmoid").equals("sigmoid")
        || !config.text("topk_method", "noaux_tc").equals("noaux_tc")) {
      throw config.refuse("supported are scoring_func sigmoid and topk_method noaux_tc");
    }
    int dense = config.count("first_k_dense_replace", 3);
    List<Boolean> sparse = new ArrayList<>();
    for (int layer = 0; layer < d.layers(); layer++) {
      sparse.add(layer >= dense);
    }
    return new FeedForward(
        config.positive("intermediate_size"),
        Family.activation(config, "hidden_act", "silu"),
        false,
        Optional.of(experts),
        sparse);
  }

  @Override
  public Naming naming() {
    return Naming.USUAL.with(
        Map.of(
            Slot.ROUTER_BIAS, "mlp.gate.e_score_correction_bias",
            Slot.SHARED_GATE, "mlp.shared_experts.gate_proj.weight",
            Slot.SHARED_UP, "mlp.shared_experts.up_proj.weight",
            Slot.SHARED_DOWN, "mlp.shared_experts.down_proj.weight"));
  }
}
