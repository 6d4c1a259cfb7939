package io.kvlab.model.checkpoint;

/**
 * The tensors of a layer in the order in which the decoder has them, with their names in most
 * checkpoints. What a model lacks is an empty tensor. Scripts call a slot by its name, {@code
 * weights[first + QUERY]}.
 */
public enum Slot {
  INPUT_NORM("input_layernorm.weight"),
  QUERY("self_attn.q_proj.weight"),
  KEY("self_attn.k_proj.weight"),
  VALUE("self_attn.v_proj.weight"),
  ATTENTION_OUT("self_attn.o_proj.weight"),
  FEED_NORM("post_attention_layernorm.weight"),
  GATE("mlp.gate_proj.weight"),
  UP("mlp.up_proj.weight"),
  DOWN("mlp.down_proj.weight"),
  QUERY_BIAS("self_attn.q_proj.bias"),
  KEY_BIAS("self_attn.k_proj.bias"),
  VALUE_BIAS("self_attn.v_proj.bias"),
  ATTENTION_OUT_BIAS("self_attn.o_proj.bias"),
  QUERY_NORM("self_attn.q_norm.weight"),
  KEY_NORM("self_attn.k_norm.weight"),
  GATE_BIAS("mlp.gate_proj.bias"),
  UP_BIAS("mlp.up_proj.bias"),
  DOWN_BIAS("mlp.down_proj.bias"),
  ATTENTION_AFTER_NORM("post_attention_layernorm.weight"),
  FEED_AFTER_NORM("post_feedforward_layernorm.weight"),
  SINKS("self_attn.sinks"),
  QUERY_DOWN("self_attn.q_a_proj.weight"),
  QUERY_DOWN_BIAS("self_attn.q_a_proj.bias"),
  QUERY_DOWN_NORM("self_attn.q_a_layernorm.weight"),
  KEY_VALUE_DOWN("self_attn.kv_a_proj_with_mqa.weight"),
  KEY_VALUE_DOWN_BIAS("self_attn.kv_a_proj_with_mqa.bias"),
  KEY_VALUE_DOWN_NORM("self_attn.kv_a_layernorm.weight"),
  ROUTER("mlp.gate.weight"),
  ROUTER_BIAS("mlp.gate.bias"),
  EXPERTS_IN("mlp.experts"),
  EXPERTS_IN_BIAS("mlp.experts.gate_up_proj_bias"),
  EXPERTS_OUT("mlp.experts"),
  EXPERTS_OUT_BIAS("mlp.experts.down_proj_bias"),
  SHARED_GATE("mlp.shared_expert.gate_proj.weight"),
  SHARED_UP("mlp.shared_expert.up_proj.weight"),
  SHARED_DOWN("mlp.shared_expert.down_proj.weight"),
  SHARED_ROUTER("mlp.shared_expert_gate.weight");

  private final String usualName;

  Slot(String usualName) {
    this.usualName = usualName;
  }

  /** Its name in most checkpoints, within a layer. */
  public String usualName() {
    return usualName;
  }
}
