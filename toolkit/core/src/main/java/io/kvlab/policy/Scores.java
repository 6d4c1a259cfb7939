package io.kvlab.policy;

import io.kvlab.model.evidence.Evidence;
import io.kvlab.model.evidence.EvidenceKind;
import java.util.Set;

/** What the entries of a prompt are worth to a method: the first of a method's three factors. */
public interface Scores {
  /** What the prefill must gather for {@link #scores}. */
  Set<EvidenceKind> evidence();

  /**
   * What positions are worth; the highest are kept.
   *
   * @param candidates positions [0, candidates) are asked for: all before the window
   * @return {@code [kv_heads][candidates]}; one array may serve several heads
   */
  float[][] scores(PromptView prompt, Evidence evidence, int layer, int candidates);

  /** Whether scores are attention weights, so never negative. */
  default boolean scoresAreWeights() {
    return true;
  }
}
