package io.kvlab.policy;

import io.kvlab.dsl.Parameter;

/** Parameters that several policies share. */
public final class CommonParameters {
  private CommonParameters() {}

  public static Parameter window(int byDefault) {
    return Parameter.integer(
        "window", byDefault, 1, "the last prompt positions: always kept, and their queries judge");
  }

  public static Parameter kernel() {
    return Parameter.integer("kernel", 5, 1, "neighbouring positions that are pooled; odd");
  }

  public static Parameter pooling() {
    return Parameter.choice(
        "pooling", PolicyArguments.words(Pooling.class), "how neighbours are pooled");
  }

  public static Parameter group() {
    return Parameter.choice(
        "group",
        PolicyArguments.words(Group.class),
        "how the query heads of a KV head become one score");
  }

  public static Parameter seed() {
    return Parameter.integer("seed", 0, 0, "another seed draws another set");
  }
}
