package io.kvlab.policy;

import io.kvlab.model.evidence.Evidence;
import io.kvlab.model.evidence.EvidenceKind;
import java.util.Set;

/**
 * A method around another one: whatever it does not say itself is the inner method's. Wrappers nest
 * in any order that has a meaning; the constructor of one that finds its factor taken refuses with
 * the reason.
 */
public interface Wrapper extends ScoredPolicy {
  /** The method inside. */
  ScoredPolicy inner();

  @Override
  default Set<EvidenceKind> evidence() {
    return inner().evidence();
  }

  @Override
  default float[][] scores(PromptView prompt, Evidence evidence, int layer, int candidates) {
    return inner().scores(prompt, evidence, layer, candidates);
  }

  @Override
  default boolean scoresAreWeights() {
    return inner().scoresAreWeights();
  }

  @Override
  default Spread spread() {
    return inner().spread();
  }

  @Override
  default Keep keep() {
    return inner().keep();
  }
}
