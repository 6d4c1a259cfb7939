package io.kvlab.model.checkpoint;

import java.util.List;
import java.util.Set;

/** Phi-3, 3.5 and 4: joined matrices, longrope, part of a head turned. */
record Phi3Family() implements Family {
  @Override
  public String modelType() {
    return "phi3";
  }

  @Override
  public String architecture() {
    return "Phi3ForCausalLM";
  }

  @Override
  public Set<String> withoutEffect() {
    return Set.of(
        "resid_pdrop",
        "embd_pdrop",
        "original_max_position_embeddings",
        "full_attn_mod",
        "interpolate_factor",
        "lm_head_bias",
        "mlp_bias",
        "attention_bias");
  }

  @Override
  public Attention attention(ConfigJson config, Dimensions d) {
    return Attention.plain(d.heads(), d.kvHeads(), d.headDim());
  }

  @Override
  public Rotary rotary(ConfigJson config, Dimensions d) {
    Ropes ropes = new Ropes(config, d.headDim(), d.context(), defaultTheta());
    int width = ropes.width(1);
    boolean early = ropes.stated().filter(one -> one.text("type", "").equals("yarn")).isPresent();
    if (early) {
      throw config.refuse(
          "rope_scaling of type 'yarn' means longrope in files of this family written before 2024;"
              + " write longrope there");
    }
    return Rotary.same(width, false, ropes.read(ropes.stated(FULL), width), d.layers());
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
  public List<Integer> windows(ConfigJson config, Dimensions d) {
    return MistralFamily.everywhere(config, d, 0);
  }

  @Override
  public Naming naming() {
    return Naming.USUAL.joined("self_attn.qkv_proj.weight", "mlp.gate_up_proj.weight");
  }
}
