package io.kvlab.dsl.ast;

import java.util.Locale;

/** Whether prompts go through the model's chat format. */
public enum ChatMode {
  ON,
  OFF,
  /** As the model and the task suggest. */
  AUTO;

  /** The keyword. */
  public String keyword() {
    return name().toLowerCase(Locale.ROOT);
  }
}
