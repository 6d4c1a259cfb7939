package io.kvlab.dsl.ast;

import java.util.Locale;

/** Whether a prompt is put into its model's chat format. */
public enum ChatMode {
  ON,
  OFF,
  /**
   * Where the model has a format and the prompt is a conversation: it has a system message or no
   * shots. A prompt of worked examples is a text to be continued, as the paper's harness gives it.
   */
  AUTO;

  /** The keyword. */
  public String keyword() {
    return name().toLowerCase(Locale.ROOT);
  }
}
