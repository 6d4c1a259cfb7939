package io.kvlab.policy;

import io.kvlab.model.evidence.EvidenceKind;
import io.kvlab.model.evidence.RampAttention;

/**
 * A method that acts during the prefill (PyramidInfer): from layer to layer, hidden states outside
 * the kept set are dropped, so that later layers compute less. Such a policy cannot share a
 * prefill. Every layer caches the positions that are alive there, so its kept set is what the
 * layers below have left.
 *
 * <p>{@link #select} answers what would be kept if the evidence came from a full prefill: an
 * approximation for inspection, never what a run does.
 */
public interface PrefillPolicy extends Policy {
  /** The evidence needed at every layer, over the positions still alive there. */
  EvidenceKind layerEvidence();

  /** Of the prompt, this share of queries judges; 0 where nothing but the last does. */
  default double recent() {
    return layerEvidence() instanceof RampAttention ramp ? ramp.recent() : 0;
  }

  /**
   * Which of the positions alive at {@code layer}, and cached there, go on to the next layer.
   *
   * @param scores evidence of this layer, {@code [heads][alive]}
   * @param prompt the whole prompt; {@code prompt.length()} positions were alive at layer 0
   * @return indices into the alive positions, increasing
   */
  int[] keepAt(int layer, float[][] scores, PromptView prompt, Budget budget);
}
