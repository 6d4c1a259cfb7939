package io.kvlab.model.evidence;

/**
 * What a policy must have seen of a prefill to choose what is kept. One prefill gathers the union
 * of what all policies of a grid ask for, in blocks of queries: no {@code [T, T]} matrix is ever
 * held. All softmax weights are computed in float32 under the causal mask.
 */
public sealed interface EvidenceKind {
  /** Whether the values are per query head ({@code [layers, heads, n]}) or per KV head. */
  boolean perQueryHead();

  /** For every key, the sum over the last {@code window} prompt queries of the weight on it. */
  record WindowAttention(int window) implements EvidenceKind {
    public WindowAttention {
      if (window < 1) {
        throw new IllegalArgumentException("window must be at least 1, not " + window);
      }
    }

    @Override
    public boolean perQueryHead() {
      return true;
    }
  }

  /** For every key, the sum over all prompt queries of the weight on it. */
  record AccumulatedAttention() implements EvidenceKind {
    @Override
    public boolean perQueryHead() {
      return true;
    }
  }

  /**
   * For every key, the mean over the last {@code 1 + floor(recent * n)} queries of the weight on
   * it, each query's row scaled by a factor that rises linearly from 1 to 1.2 (PyramidInfer).
   */
  record RampAttention(double recent) implements EvidenceKind {
    @Override
    public boolean perQueryHead() {
      return true;
    }
  }

  /** The Euclidean norm of every key (after RoPE), per KV head. */
  record KeyNorm() implements EvidenceKind {
    @Override
    public boolean perQueryHead() {
      return false;
    }
  }

  /** The cosine similarity of every key to the mean of the normalised keys, per KV head. */
  record KeySimilarity() implements EvidenceKind {
    @Override
    public boolean perQueryHead() {
      return false;
    }
  }
}
