package io.kvlab.dsl.ast;

import java.util.Locale;

/** How an answer is found: in what the model writes, or as its most likely choice. */
public enum Scoring {
  GENERATION,
  LIKELIHOOD;

  /** The keyword. */
  public String keyword() {
    return name().toLowerCase(Locale.ROOT);
  }
}
