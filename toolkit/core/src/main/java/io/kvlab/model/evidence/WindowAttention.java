package io.kvlab.model.evidence;

/** For every key, the sum over the last {@code window} prompt queries of the weight on it. */
public record WindowAttention(int window) implements AttentionSum {
  public WindowAttention {
    if (window < 1) {
      throw new IllegalArgumentException("window must be at least 1, not " + window);
    }
  }

  @Override
  public int queries(int length) {
    return Math.min(length, window);
  }
}
