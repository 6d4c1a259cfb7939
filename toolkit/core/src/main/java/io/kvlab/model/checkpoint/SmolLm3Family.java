package io.kvlab.model.checkpoint;

import java.util.ArrayList;
import java.util.List;

/** SmolLM 3: Llama with layers that have no positions. */
record SmolLm3Family() implements Family {
  @Override
  public String modelType() {
    return "smollm3";
  }

  @Override
  public String architecture() {
    return "SmolLM3ForCausalLM";
  }

  @Override
  public Dimensions dimensions(ConfigJson config) {
    return Dimensions.read(config, 4, 0);
  }

  @Override
  public boolean tiedByDefault() {
    return true;
  }

  @Override
  public double defaultTheta() {
    return 2e6;
  }

  /** Per layer 1 if it turns queries and keys; that is what the file's own list means, too. */
  private static List<Integer> turned(ConfigJson config, Dimensions d) {
    int interval = config.positive("no_rope_layer_interval", 4);
    List<Integer> turned = new ArrayList<>();
    if (config.has("no_rope_layers")) {
      config.get("no_rope_layers").forEach(one -> turned.add(one.asInt()));
    }
    if (turned.isEmpty()) {
      for (int layer = 0; layer < d.layers(); layer++) {
        turned.add((layer + 1) % interval == 0 ? 0 : 1);
      }
    }
    if (turned.size() != d.layers()) {
      throw config.refuse(
          "no_rope_layers names " + turned.size() + " layers, num_hidden_layers " + d.layers());
    }
    return turned;
  }

  @Override
  public Rotary rotary(ConfigJson config, Dimensions d) {
    Rotary all = rotary(config, d, false, 1);
    return new Rotary(
        all.width(),
        false,
        all.kinds(),
        turned(config, d).stream().map(turns -> turns == 0 ? -1 : 0).toList());
  }

  @Override
  public List<Integer> windows(ConfigJson config, Dimensions d) {
    boolean used = config.flag("use_sliding_window", false) && config.has("sliding_window");
    List<String> rule =
        turned(config, d).stream().map(turns -> used && turns == 0 ? SLIDING : FULL).toList();
    List<String> types = Family.types(config, d, rule);
    return used ? Family.windows(config, types, 0) : java.util.Collections.nCopies(d.layers(), 0);
  }
}
