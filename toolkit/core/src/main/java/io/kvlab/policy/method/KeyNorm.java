package io.kvlab.policy.method;

import io.kvlab.model.evidence.Evidence;
import io.kvlab.model.evidence.EvidenceKind;
import io.kvlab.model.evidence.KeyNorms;
import io.kvlab.policy.PolicyDescription;
import io.kvlab.policy.PromptView;
import io.kvlab.policy.Reductions;
import io.kvlab.policy.ScoredPolicy;
import java.util.Set;

/**
 * Key norm (Devoto et al. 2024, arXiv 2406.11430): the entries whose keys have the smallest L2
 * norm; a small norm goes with much attention. Needs no attention weights at all.
 */
public record KeyNorm() implements ScoredPolicy {
  static final PolicyDescription DESCRIPTION =
      PolicyDescription.of(
              "knorm",
              "the entries whose keys have the smallest norm",
              "Devoto et al. 2024, arXiv 2406.11430")
          .alias("l2norm");
  private static final EvidenceKind KIND = new KeyNorms();

  @Override
  public String expression() {
    return "knorm";
  }

  @Override
  public Set<EvidenceKind> evidence() {
    return Set.of(KIND);
  }

  @Override
  public float[][] scores(PromptView prompt, Evidence evidence, int layer, int candidates) {
    return Reductions.negated(evidence, KIND, layer, candidates);
  }

  @Override
  public boolean scoresAreWeights() {
    return false;
  }
}
