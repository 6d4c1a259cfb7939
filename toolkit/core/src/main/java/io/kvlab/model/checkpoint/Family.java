package io.kvlab.model.checkpoint;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A decoder family as its differences from Llama: every method says what Llama does, and a family
 * overrides what it does otherwise. What a family reads of config.json counts as used, and what it
 * names as {@link #withoutEffect} is passed over; any other key is pointed out.
 */
interface Family {
  /** The types of layers that config.json may name. */
  String FULL = "full_attention";

  String SLIDING = "sliding_attention";

  /** Its {@code model_type}. */
  String modelType();

  /** Its entry in {@code architectures}. */
  String architecture();

  /** Keys of this family alone that change nothing. */
  default Set<String> withoutEffect() {
    return Set.of();
  }

  /** Where its model stands in config.json. */
  default ConfigJson text(ConfigJson config) {
    return config;
  }

  default Dimensions dimensions(ConfigJson config) {
    return Dimensions.read(config, 0, 0);
  }

  /** Token ids where config.json states no number; 0 to refuse that. */
  default int defaultVocabulary() {
    return 0;
  }

  default boolean tiedByDefault() {
    return false;
  }

  default Attention attention(ConfigJson config, Dimensions d) {
    boolean bias = config.flag("attention_bias", false);
    return attention(d, bias, bias, Attention.QueryKeyNorm.NONE);
  }

  static Attention attention(
      Dimensions d, boolean bias, boolean outputBias, Attention.QueryKeyNorm norm) {
    Attention plain = Attention.plain(d.heads(), d.kvHeads(), d.headDim());
    return new Attention(
        plain.heads(),
        plain.kvHeads(),
        plain.headDim(),
        plain.valueDim(),
        plain.scale(),
        0,
        false,
        bias,
        outputBias,
        norm,
        Optional.empty());
  }

  default Norms norms(ConfigJson config) {
    return Norms.plain(config.number("rms_norm_eps"));
  }

  default FeedForward feedForward(ConfigJson config, Dimensions d) {
    return FeedForward.dense(
        config.positive("intermediate_size"),
        activation(config, "hidden_act", "silu"),
        config.flag("mlp_bias", false),
        d.layers());
  }

  static FeedForward.Activation activation(ConfigJson config, String key, String otherwise) {
    String name = config.text(key, otherwise);
    return switch (name) {
      case "silu", "swish" -> FeedForward.Activation.SILU;
      case "gelu_pytorch_tanh", "gelu_new" -> FeedForward.Activation.GELU_TANH;
      case "gelu" -> FeedForward.Activation.GELU;
      case "relu" -> FeedForward.Activation.RELU;
      default ->
          throw config.refuse(
              key
                  + " '"
                  + name
                  + "' is not supported; supported are silu, gelu, gelu_pytorch_tanh, gelu_new and"
                  + " relu");
    };
  }

  /** The base of RoPE where config.json states none. */
  default double defaultTheta() {
    return 10_000;
  }

  default Rotary rotary(ConfigJson config, Dimensions d) {
    return rotary(config, d, false, 1);
  }

  /**
   * One embedding for all layers.
   *
   * @param share of a head that turns, where config.json does not say
   */
  default Rotary rotary(ConfigJson config, Dimensions d, boolean interleaved, double share) {
    Ropes ropes = new Ropes(config, d.headDim(), d.context(), defaultTheta());
    int width = ropes.width(share);
    return Rotary.same(width, interleaved, ropes.read(ropes.stated(FULL), width), d.layers());
  }

  /** Per layer how far back a query sees; 0 for everything. */
  default List<Integer> windows(ConfigJson config, Dimensions d) {
    if (config.optionalPositive("sliding_window").isPresent()) {
      throw config.refuse(
          "a sliding_window is not part of the "
              + modelType()
              + " architecture; remove the key if"
              + " the model was trained without one");
    }
    types(config, d, Collections.nCopies(d.layers(), FULL)).stream()
        .filter(type -> !type.equals(FULL))
        .findAny()
        .ifPresent(
            type -> {
              throw config.refuse(
                  "layers of type '" + type + "' are not supported for " + modelType());
            });
    return Collections.nCopies(d.layers(), 0);
  }

  /** The types of all layers: as stated, or else by a rule of the family. */
  static List<String> types(ConfigJson config, Dimensions d, List<String> otherwise) {
    if (!config.has("layer_types")) {
      return otherwise;
    }
    List<String> types = new ArrayList<>();
    config.get("layer_types").forEach(type -> types.add(type.asText()));
    for (String type : types) {
      if (!type.equals(FULL) && !type.equals(SLIDING)) {
        throw config.refuse("layers of type '" + type + "' are not supported");
      }
    }
    if (types.size() != d.layers()) {
      throw config.refuse(
          "layer_types names " + types.size() + " layers, num_hidden_layers " + d.layers());
    }
    return types;
  }

  /** Every n-th layer sees everything, the others slide. */
  static List<String> everyFull(int n, int layers) {
    List<String> types = new ArrayList<>();
    for (int layer = 0; layer < layers; layer++) {
      types.add((layer + 1) % n == 0 ? FULL : SLIDING);
    }
    return types;
  }

  /** A window on layers that slide. */
  static List<Integer> windows(ConfigJson config, List<String> types, int otherwise) {
    if (!types.contains(SLIDING)) {
      config.get("sliding_window");
      return Collections.nCopies(types.size(), 0);
    }
    if (!config.has("sliding_window") && otherwise == 0) {
      throw config.refuse(
          "layers of type 'sliding_attention' without a sliding_window are not supported");
    }
    int window = config.positive("sliding_window", otherwise);
    return types.stream().map(type -> type.equals(SLIDING) ? window : 0).toList();
  }

  default Scales scales(ConfigJson config, Dimensions d) {
    return Scales.NONE;
  }

  default Naming naming() {
    return Naming.USUAL;
  }
}
