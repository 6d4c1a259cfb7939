package io.kvlab.plan;

import java.util.Locale;

/**
 * What of a prompt is compressed, and therefore which tokens are answered from a compressed cache.
 */
public enum CompressionPoint {
  /**
   * The whole prompt, after the prefill: the usual way of the literature. The first generated token
   * still comes from the full cache.
   */
  PROMPT,
  /** Everything before the question; the question is read through the compressed cache. */
  QUESTION,
  /** Everything but the prompt's last token, which is read through the compressed cache. */
  LAST;

  /** The keyword of the language: {@code prompt}, {@code question} or {@code last}. */
  public String keyword() {
    return name().toLowerCase(Locale.ROOT);
  }
}
