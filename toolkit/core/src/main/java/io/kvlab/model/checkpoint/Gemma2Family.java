package io.kvlab.model.checkpoint;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Gemma 2: norms before and after, caps on scores and logits, every other layer slides. */
record Gemma2Family() implements Family {
  @Override
  public String modelType() {
    return "gemma2";
  }

  @Override
  public String architecture() {
    return "Gemma2ForCausalLM";
  }

  private static final int HEAD_DIM = 256;

  @Override
  public Dimensions dimensions(ConfigJson config) {
    return Dimensions.read(config, 4, HEAD_DIM);
  }

  @Override
  public boolean tiedByDefault() {
    return true;
  }

  @Override
  public Attention attention(ConfigJson config, Dimensions d) {
    return attention(
        config, d, cap(config, "attn_logit_softcapping", 50), Attention.QueryKeyNorm.NONE);
  }

  static Attention attention(
      ConfigJson config, Dimensions d, double cap, Attention.QueryKeyNorm norm) {
    boolean bias = config.flag("attention_bias", false);
    double scale = 1 / Math.sqrt(config.number("query_pre_attn_scalar", HEAD_DIM));
    return new Attention(
        d.heads(),
        d.kvHeads(),
        d.headDim(),
        d.headDim(),
        scale,
        cap,
        false,
        bias,
        bias,
        norm,
        Optional.empty());
  }

  /** A cap; null for none. */
  static double cap(ConfigJson config, String key, double otherwise) {
    return config.get(key).isNull() ? 0 : config.number(key, otherwise);
  }

  @Override
  public Norms norms(ConfigJson config) {
    return sandwich(config, 1);
  }

  /** Norms before and after attention and feed-forward network. */
  static Norms sandwich(ConfigJson config, double offset) {
    return new Norms(config.number("rms_norm_eps", 1e-6), false, true, true, false, offset);
  }

  @Override
  public FeedForward feedForward(ConfigJson config, Dimensions d) {
    return gelu(config, d, config.positive("intermediate_size"));
  }

  /** hidden_activation counts; a hidden_act beside it does not. */
  static FeedForward gelu(ConfigJson config, Dimensions d, int size) {
    config.get("hidden_act");
    return FeedForward.dense(
        size,
        Family.activation(config, "hidden_activation", "gelu_pytorch_tanh"),
        false,
        d.layers());
  }

  @Override
  public List<Integer> windows(ConfigJson config, Dimensions d) {
    return Family.windows(config, Family.types(config, d, Family.everyFull(2, d.layers())), 4096);
  }

  @Override
  public Scales scales(ConfigJson config, Dimensions d) {
    return new Scales(Math.sqrt(d.hidden()), 1, 1, cap(config, "final_logit_softcapping", 30));
  }

  @Override
  public Naming naming() {
    return SANDWICH;
  }

  /** What stands before and after, in Gemma's words. */
  static final Naming SANDWICH =
      Naming.USUAL.with(
          Map.of(
              Slot.FEED_NORM, "pre_feedforward_layernorm.weight",
              Slot.ATTENTION_AFTER_NORM, "post_attention_layernorm.weight",
              Slot.FEED_AFTER_NORM, "post_feedforward_layernorm.weight"));
}
