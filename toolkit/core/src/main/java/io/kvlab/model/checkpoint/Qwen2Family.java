package io.kvlab.model.checkpoint;

import java.util.ArrayList;
import java.util.List;

/** Qwen 2 and 2.5: biases on queries, keys and values; windows on upper layers, if at all. */
record Qwen2Family() implements Family {
  @Override
  public String modelType() {
    return "qwen2";
  }

  @Override
  public String architecture() {
    return "Qwen2ForCausalLM";
  }

  @Override
  public Dimensions dimensions(ConfigJson config) {
    return Dimensions.read(config, 32, 0);
  }

  @Override
  public Attention attention(ConfigJson config, Dimensions d) {
    return Family.attention(d, true, false, Attention.QueryKeyNorm.NONE);
  }

  @Override
  public List<Integer> windows(ConfigJson config, Dimensions d) {
    return upper(config, d);
  }

  /** The layers from {@code max_window_layers} on slide, or those that config.json names. */
  static List<Integer> upper(ConfigJson config, Dimensions d) {
    boolean used = config.flag("use_sliding_window", false) && !stated(config, "sliding_window");
    int first = config.count("max_window_layers", 28);
    List<String> rule = new ArrayList<>();
    for (int layer = 0; layer < d.layers(); layer++) {
      rule.add(used && layer >= first ? Family.SLIDING : Family.FULL);
    }
    List<String> types = Family.types(config, d, rule);
    if (!used && types.contains(Family.SLIDING)) {
      throw config.refuse(
          "layers of type 'sliding_attention' are not supported without use_sliding_window");
    }
    return Family.windows(config, types, 4096);
  }

  /** Whether a key is there to say null. */
  private static boolean stated(ConfigJson config, String key) {
    return config.get(key).isNull();
  }
}
