package io.kvlab.engine.planted;

import io.kvlab.cache.Selection;
import io.kvlab.model.evidence.Evidence;
import io.kvlab.policy.Budget;
import io.kvlab.policy.Policy;
import io.kvlab.policy.PromptView;

/** Asks a policy past the compressor. */
public record Selecting(Policy policy) {
  Selection past(PromptView view, Evidence evidence, Budget budget) {
    return policy.select(view, evidence, budget);
  }
}
