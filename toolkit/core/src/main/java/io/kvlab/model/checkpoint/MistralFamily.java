package io.kvlab.model.checkpoint;

import java.util.Collections;
import java.util.List;

/** Mistral: a window on all layers. */
record MistralFamily() implements Family {
  @Override
  public String modelType() {
    return "mistral";
  }

  @Override
  public String architecture() {
    return "MistralForCausalLM";
  }

  @Override
  public Dimensions dimensions(ConfigJson config) {
    return Dimensions.read(config, 8, 0);
  }

  @Override
  public Attention attention(ConfigJson config, Dimensions d) {
    if (config.flag("attention_bias", false)) {
      throw config.refuse("attention_bias is not part of the mistral architecture");
    }
    return Attention.plain(d.heads(), d.kvHeads(), d.headDim());
  }

  @Override
  public List<Integer> windows(ConfigJson config, Dimensions d) {
    return everywhere(config, d, 4096);
  }

  /**
   * A window on all layers.
   *
   * @param otherwise where config.json does not say; 0 for none. null is none as well
   */
  static List<Integer> everywhere(ConfigJson config, Dimensions d, int otherwise) {
    int window =
        config.get("sliding_window").isMissingNode()
            ? otherwise
            : config.positive("sliding_window", 0);
    String all = window > 0 ? Family.SLIDING : Family.FULL;
    for (String type : Family.types(config, d, Collections.nCopies(d.layers(), all))) {
      if (!type.equals(all)) {
        throw config.refuse(
            "layers of type '"
                + type
                + (window > 0
                    ? "' beside a sliding_window are not supported: it is that of all layers"
                    : "' without a sliding_window are not supported"));
      }
    }
    return Collections.nCopies(d.layers(), window);
  }
}
