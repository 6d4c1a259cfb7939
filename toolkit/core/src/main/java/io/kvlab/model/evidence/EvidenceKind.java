package io.kvlab.model.evidence;

/**
 * What a policy must have seen of a prefill to choose what is kept. One prefill gathers the union
 * of what all policies of a grid ask for, in blocks of queries: no {@code [T, T]} matrix is ever
 * held. All softmax weights are computed in float32 under the causal mask.
 *
 * <p>A kind is a record, and equal records are gathered once. It is an {@link AttentionSum}, whose
 * sums the decoder gathers by itself, or a {@link Probe} with a script of its own.
 */
public sealed interface EvidenceKind permits AttentionSum, Probe {
  /** What has a row of values of its own. */
  enum Scope {
    /** Every query head of every layer. */
    QUERY_HEAD,
    /** Every KV head of every layer. */
    KV_HEAD,
    /** Every layer. */
    LAYER;

    /** Rows of values in a layer. */
    public int rows(int heads, int kvHeads) {
      return switch (this) {
        case QUERY_HEAD -> heads;
        case KV_HEAD -> kvHeads;
        case LAYER -> 1;
      };
    }
  }

  /** What has a row of values of its own. */
  Scope scope();

  /** Numbers an entry has in a row: 1, or the length of a vector. */
  default int width() {
    return 1;
  }

  /**
   * How many of the last queries of a prompt must be read in one piece, because the kind looks at
   * the last queries alone; 0 for a kind that can be gathered piece by piece.
   *
   * @param length tokens of the prompt
   */
  default int lastQueries(int length) {
    return 0;
  }
}
