package io.kvlab.model.evidence;

/**
 * For every key, a weighted sum over the last prompt queries of the softmax weights on it, per
 * query head.
 */
public non-sealed interface AttentionSum extends EvidenceKind {
  /** How many of the last queries of a prompt of {@code length} tokens are summed over. */
  int queries(int length);

  /**
   * The factor of one of these queries.
   *
   * @param row 0 for the first of them
   * @param rows their number
   */
  default float coefficient(int row, int rows) {
    return 1;
  }

  @Override
  default Scope scope() {
    return Scope.QUERY_HEAD;
  }

  @Override
  default int lastQueries(int length) {
    return queries(length);
  }
}
