package io.kvlab.dsl.ast;

import java.util.Locale;

/** What is compressed, and what is therefore answered from a compressed cache. */
public enum CompressionPoint {
  /** The whole prompt, after the prefill; the first generated token still sees the full cache. */
  PROMPT,
  /** Everything before the question, which is then read through the compressed cache. */
  QUESTION,
  /** Everything but the prompt's last token, which is read through the compressed cache. */
  LAST;

  /** The keyword. */
  public String keyword() {
    return name().toLowerCase(Locale.ROOT);
  }
}
