package io.kvlab.policy.method;

import io.kvlab.model.evidence.Evidence;
import io.kvlab.model.evidence.EvidenceKind;
import io.kvlab.model.evidence.KeySimilarity;
import io.kvlab.policy.PolicyDescription;
import io.kvlab.policy.PromptView;
import io.kvlab.policy.Reductions;
import io.kvlab.policy.ScoredPolicy;
import java.util.Set;

/**
 * KeyDiff (Park et al. 2025, arXiv 2504.15364): the entries whose keys differ most from the others:
 * those with the lowest cosine similarity to the mean of the normalised keys of their head.
 */
public record KeyDiff() implements ScoredPolicy {
  static final PolicyDescription DESCRIPTION =
      PolicyDescription.of(
          "keydiff",
          "the entries whose keys are least like the mean key",
          "Park et al. 2025, arXiv 2504.15364");
  private static final EvidenceKind KIND = new KeySimilarity();

  @Override
  public String expression() {
    return "keydiff";
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
