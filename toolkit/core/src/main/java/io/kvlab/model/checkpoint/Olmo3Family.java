package io.kvlab.model.checkpoint;

import java.util.List;

/** OLMo 3: OLMo 2 with windows; layers that slide have plain RoPE. */
record Olmo3Family() implements Family {
  @Override
  public String modelType() {
    return "olmo3";
  }

  @Override
  public String architecture() {
    return "Olmo3ForCausalLM";
  }

  @Override
  public Attention attention(ConfigJson config, Dimensions d) {
    return new Olmo2Family().attention(config, d);
  }

  @Override
  public Norms norms(ConfigJson config) {
    return new Olmo2Family().norms(config);
  }

  private static List<String> types(ConfigJson config, Dimensions d) {
    return Family.types(config, d, Family.everyFull(4, d.layers()));
  }

  @Override
  public List<Integer> windows(ConfigJson config, Dimensions d) {
    return Family.windows(config, types(config, d), 4096);
  }

  @Override
  public Rotary rotary(ConfigJson config, Dimensions d) {
    Ropes ropes = new Ropes(config, d.headDim(), d.context(), defaultTheta());
    int width = ropes.width(1);
    Rope full = ropes.read(ropes.stated(FULL), width);
    Rope sliding =
        ropes
            .stated()
            .filter(all -> all.has(SLIDING))
            .map(all -> ropes.read(all.object(SLIDING), width))
            .orElse(Rope.plain(full.theta(), width));
    return new Rotary(
        width,
        false,
        List.of(full, sliding),
        types(config, d).stream().map(type -> type.equals(SLIDING) ? 1 : 0).toList());
  }

  @Override
  public Naming naming() {
    return Olmo2Family.AFTER;
  }
}
