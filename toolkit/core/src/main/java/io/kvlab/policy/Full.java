package io.kvlab.policy;

import io.kvlab.cache.Selection;
import io.kvlab.model.Evidence;
import io.kvlab.model.EvidenceKind;
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
