package io.kvlab.policy;

/**
 * How scores are smoothed over neighbouring positions: stride 1, {@code kernel/2} positions of
 * padding on both sides. The average counts the padding as zeros, as PyTorch's default does; the
 * maximum does not see it.
 */
public enum Pooling {
  AVG,
  MAX
}
