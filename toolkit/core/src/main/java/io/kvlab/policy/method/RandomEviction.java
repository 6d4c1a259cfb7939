package io.kvlab.policy.method;

import io.kvlab.cache.Selection;
import io.kvlab.model.evidence.Evidence;
import io.kvlab.model.evidence.EvidenceKind;
import io.kvlab.policy.Budget;
import io.kvlab.policy.CommonParameters;
import io.kvlab.policy.Expressions;
import io.kvlab.policy.Policy;
import io.kvlab.policy.PolicyArguments;
import io.kvlab.policy.PolicyDescription;
import io.kvlab.policy.Positions;
import io.kvlab.policy.PromptView;
import java.util.Set;

/**
 * A uniformly random set of positions for every layer and KV head: the control that every result
 * needs. What is drawn depends on {@code seed} and the prompt's own seed alone.
 */
public record RandomEviction(long seed) implements Policy {
  static final PolicyDescription DESCRIPTION =
      PolicyDescription.of(
          "random",
          "a random set of positions per layer and head: the control",
          "",
          CommonParameters.seed());

  public RandomEviction {
    Expressions.requireAtLeast("random", "seed", seed, 0);
  }

  static RandomEviction of(PolicyArguments given) {
    return new RandomEviction(given.wholeNumber("seed"));
  }

  @Override
  public String expression() {
    return Expressions.call("random", "seed", seed);
  }

  @Override
  public Set<EvidenceKind> evidence() {
    return Set.of();
  }

  @Override
  public Selection select(PromptView prompt, Evidence evidence, Budget budget) {
    int n = prompt.length();
    int capacity = budget.entries(n);
    if (n <= capacity) {
      return Positions.everything(prompt);
    }
    int[][][] kept = new int[prompt.layers()][prompt.kvHeads()][];
    for (int layer = 0; layer < kept.length; layer++) {
      for (int head = 0; head < kept[layer].length; head++) {
        var random = Draws.generator(seed, prompt.seed(), layer, head);
        kept[layer][head] = Draws.subset(random, n, capacity);
      }
    }
    return Selection.of(kept);
  }
}
