package io.kvlab.model.decode;

/**
 * What a compression method does after every decoding step of one sequence; a policy's {@code
 * DecodeRule.Run} fits as {@code run::evict}.
 */
@FunctionalInterface
public interface StepRule {
  /**
   * Called for every layer.
   *
   * @param weights softmax weights of the newest token's query, {@code [heads][entries]}
   * @param positions true positions of the cached entries, {@code [kv_heads][entries]}
   * @return per KV head the positions to evict
   */
  int[][] evict(int layer, float[][] weights, int[][] positions);
}
