package io.kvlab.model.checkpoint;

import java.util.List;
import java.util.Set;

/** The text part of the multimodal Gemma 3. */
record Gemma3Family(Gemma3TextFamily inner) implements Family {
  Gemma3Family() {
    this(new Gemma3TextFamily());
  }

  @Override
  public String modelType() {
    return "gemma3";
  }

  @Override
  public String architecture() {
    return "Gemma3ForConditionalGeneration";
  }

  @Override
  public Set<String> withoutEffect() {
    return Set.of(
        "vision_config",
        "mm_tokens_per_image",
        "boi_token_index",
        "eoi_token_index",
        "image_token_index",
        "attn_logit_softcapping",
        "use_bidirectional_attention");
  }

  @Override
  public ConfigJson text(ConfigJson config) {
    return config
        .object("text_config")
        .orElseThrow(() -> config.refuse("the field text_config is missing"));
  }

  @Override
  public Dimensions dimensions(ConfigJson config) {
    return inner.dimensions(config);
  }

  @Override
  public int defaultVocabulary() {
    return 262_208;
  }

  @Override
  public boolean tiedByDefault() {
    return true;
  }

  @Override
  public Attention attention(ConfigJson config, Dimensions d) {
    return inner.attention(config, d);
  }

  @Override
  public Norms norms(ConfigJson config) {
    return inner.norms(config);
  }

  @Override
  public FeedForward feedForward(ConfigJson config, Dimensions d) {
    return inner.feedForward(config, d);
  }

  @Override
  public Rotary rotary(ConfigJson config, Dimensions d) {
    return inner.rotary(config, d);
  }

  @Override
  public List<Integer> windows(ConfigJson config, Dimensions d) {
    return inner.windows(config, d);
  }

  @Override
  public Scales scales(ConfigJson config, Dimensions d) {
    return inner.scales(config, d);
  }

  @Override
  public Naming naming() {
    return inner
        .naming()
        .within(
            List.of("language_model.model.", "model.language_model.", "model."),
            List.of("language_model.lm_head.weight", "lm_head.weight"));
  }
}
