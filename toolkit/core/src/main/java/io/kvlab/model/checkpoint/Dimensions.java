package io.kvlab.model.checkpoint;

import java.util.OptionalInt;

/** Sizes that everything else of a model follows from. */
record Dimensions(int layers, int hidden, int heads, int kvHeads, int headDim, int context) {
  /**
   * As config.json states them.
   *
   * @param defaultKvHeads where it states none; 0 for as many as query heads
   * @param defaultHeadDim where it states none; 0 for hidden / heads
   */
  static Dimensions read(ConfigJson config, int defaultKvHeads, int defaultHeadDim) {
    int heads = config.positive("num_attention_heads");
    int hidden = config.positive("hidden_size");
    int otherwise =
        defaultKvHeads == 0 || !config.get("num_key_value_heads").isMissingNode()
            ? heads
            : defaultKvHeads;
    int kvHeads = config.positive("num_key_value_heads", otherwise);
    if (heads % kvHeads != 0) {
      throw config.refuse(
          "num_attention_heads " + heads + " is no multiple of num_key_value_heads " + kvHeads);
    }
    OptionalInt stated = config.optionalPositive("head_dim");
    if (stated.isEmpty() && defaultHeadDim == 0 && hidden % heads != 0) {
      throw config.refuse(
          "hidden_size "
              + hidden
              + " is no multiple of num_attention_heads "
              + heads
              + " and there is no head_dim");
    }
    int headDim = stated.orElse(defaultHeadDim == 0 ? hidden / heads : defaultHeadDim);
    if (headDim % 2 != 0) {
      throw config.refuse("head_dim " + headDim + " is odd, but RoPE turns pairs of values");
    }
    return new Dimensions(
        config.positive("num_hidden_layers"),
        hidden,
        heads,
        kvHeads,
        headDim,
        config.positive("max_position_embeddings"));
  }
}
