package io.kvlab.model.checkpoint;

import java.util.Collections;
import java.util.List;

/** Ministral: a window on the layers that slide. */
record MinistralFamily() implements Family {
  @Override
  public String modelType() {
    return "ministral";
  }

  @Override
  public String architecture() {
    return "MinistralForCausalLM";
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
  public List<Integer> windows(ConfigJson config, Dimensions d) {
    boolean none = !config.get("sliding_window").isMissingNode() && !config.has("sliding_window");
    String all = none ? Family.FULL : Family.SLIDING;
    return Family.windows(
        config, Family.types(config, d, Collections.nCopies(d.layers(), all)), none ? 0 : 4096);
  }
}
