package io.kvlab.template;

import java.time.Duration;

/**
 * What one rendering may use. A template comes with a model from anywhere, so it is untrusted.
 *
 * @param time how long it may run
 * @param steps how many operations it may do; one is about an expression or 32 characters read
 * @param text the longest text it may build, in chars
 * @param total how many chars it may build in all; an element of a list counts as 16
 */
public record Limits(Duration time, long steps, int text, long total) {
  /** Ample for prompts of a million tokens. */
  public static final Limits STANDARD =
      new Limits(Duration.ofSeconds(5), 200_000_000, 16_000_000, 128_000_000);

  /** Limits are positive. */
  public Limits {
    if (time.isNegative() || time.isZero() || steps <= 0 || text <= 0 || total <= 0) {
      throw new IllegalArgumentException("limits must be positive");
    }
  }
}
