package io.kvlab.dsl.ast;

import java.util.Locale;

/** How an answer is found: in what the model writes, or as its most likely choice. */
public enum Scoring {
  /** In the text that the model goes on with. */
  GENERATION,
  /** Among the choices of the task: the one that the model finds most likely. */
  LIKELIHOOD;

  /** The keyword. */
  public String keyword() {
    return name().toLowerCase(Locale.ROOT);
  }
}
