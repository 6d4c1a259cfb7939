package io.kvlab.model.evidence;

/** For every key, the sum over all prompt queries of the weight on it. */
public record AccumulatedAttention() implements AttentionSum {
  @Override
  public int queries(int length) {
    return length;
  }

  /** Sums over parts of a prompt add up. */
  @Override
  public int lastQueries(int length) {
    return 0;
  }
}
