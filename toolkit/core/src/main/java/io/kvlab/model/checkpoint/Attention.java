package io.kvlab.model.checkpoint;

import java.util.Optional;

/**
 * The attention of every layer.
 *
 * @param heads query heads H
 * @param kvHeads KV heads G
 * @param headDim values of a query and of a key, d
 * @param valueDim values of a value, dv
 * @param scale factor of products of queries and keys
 * @param cap scores s become {@code cap * tanh(s / cap)}; 0 for none
 * @param sinks whether every head has a learned score that takes its share of each softmax
 * @param bias whether the query, key and value projections have biases
 * @param outputBias whether the output projection has one
 * @param norm which queries and keys are normalized
 * @param latent how queries, keys and values are made from narrow projections, if they are
 */
public record Attention(
    int heads,
    int kvHeads,
    int headDim,
    int valueDim,
    double scale,
    double cap,
    boolean sinks,
    boolean bias,
    boolean outputBias,
    QueryKeyNorm norm,
    Optional<Latent> latent) {
  /** What RMSNorm of queries and keys goes over. */
  public enum QueryKeyNorm {
    NONE,
    HEAD,
    PROJECTION
  }

  /**
   * Multi-head latent attention.
   *
   * @param queryRank width of the queries' projection; 0 if they are projected at once
   * @param keyValueRank width of the projection of keys and values
   * @param bias whether the narrow projections have biases
   */
  public record Latent(int queryRank, int keyValueRank, boolean bias) {
    /** Epsilon of the norms of the narrow projections, whatever the model's own is. */
    public static final double EPSILON = 1e-6;
  }

  /** Heads of one width, without anything special. */
  public static Attention plain(int heads, int kvHeads, int headDim) {
    return new Attention(
        heads,
        kvHeads,
        headDim,
        headDim,
        1 / Math.sqrt(headDim),
        0,
        false,
        false,
        false,
        QueryKeyNorm.NONE,
        Optional.empty());
  }
}
