package io.kvlab.policy.method;

import io.kvlab.cache.Selection;
import io.kvlab.model.evidence.Evidence;
import io.kvlab.model.evidence.EvidenceKind;
import io.kvlab.policy.Budget;
import io.kvlab.policy.Policy;
import io.kvlab.policy.PolicyDescription;
import io.kvlab.policy.Positions;
import io.kvlab.policy.PromptView;
import java.util.Set;

/** The whole cache, whatever the budget: the baseline of every comparison. */
public record Full() implements Policy {
  static final PolicyDescription DESCRIPTION =
      PolicyDescription.of("full", "the whole cache, whatever the budget: the baseline", "");

  @Override
  public String expression() {
    return "full";
  }

  @Override
  public Set<EvidenceKind> evidence() {
    return Set.of();
  }

  @Override
  public Selection select(PromptView prompt, Evidence evidence, Budget budget) {
    return Positions.everything(prompt);
  }
}
