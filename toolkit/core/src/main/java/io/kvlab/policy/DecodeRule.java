package io.kvlab.policy;

import io.kvlab.cache.Selection;
import io.kvlab.model.evidence.Evidence;

/**
 * How a method evicts while decoding. The rule is stateless; a {@link Run} holds one sequence's
 * state.
 */
public interface DecodeRule {
  /**
   * Starts the decode phase of one sequence.
   *
   * @param prompt the prompt as the policy has seen it: the compressible part, {@code [0, n)}
   * @param firstGenerated true position of the first generated token; positions from n up to here
   *     (what was read through the compressed cache, such as the question) are not compressed and
   *     not counted
   * @param evidence what the prefill has shown
   * @param kept what compression left of the prompt
   * @param promptBudget the budget of the prompt
   * @param decodeBudget the budget of the generated tokens
   */
  Run start(
      PromptView prompt,
      int firstGenerated,
      Evidence evidence,
      Selection kept,
      Budget promptBudget,
      Budget decodeBudget);

  /** One sequence's decode phase. */
  interface Run {
    /**
     * Called for every layer after every decoding step.
     *
     * @param layer the layer
     * @param weights softmax weights of the newest token's query, {@code [heads][entries]}; the
     *     entries of a query head are those of its KV head, in the order of {@code positions}
     * @param positions true positions of the cached entries, {@code [kv_heads][entries]},
     *     increasing, the newest token's own entry last
     * @return per KV head the positions to evict; empty arrays for none
     */
    int[][] evict(int layer, float[][] weights, int[][] positions);
  }
}
