package io.kvlab.policy.method;

import io.kvlab.model.evidence.Evidence;
import io.kvlab.model.evidence.EvidenceKind;
import io.kvlab.policy.CommonParameters;
import io.kvlab.policy.Expressions;
import io.kvlab.policy.PolicyArguments;
import io.kvlab.policy.PolicyDescription;
import io.kvlab.policy.PromptView;
import io.kvlab.policy.ScoredPolicy;
import java.util.Set;

/**
 * A uniformly random set of positions for every layer and KV head: the control that every result
 * needs. What is drawn depends on {@code seed} and the prompt's own seed alone.
 */
public record RandomEviction(long seed) implements ScoredPolicy {
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
  public float[][] scores(PromptView prompt, Evidence evidence, int layer, int candidates) {
    float[][] scores = new float[prompt.kvHeads()][candidates];
    for (int head = 0; head < scores.length; head++) {
      var random = Draws.generator(seed, prompt.seed(), layer, head);
      int[] order = Draws.order(random, candidates, candidates);
      for (int rank = 0; rank < candidates; rank++) {
        scores[head][order[rank]] = candidates - rank;
      }
    }
    return scores;
  }

  @Override
  public boolean scoresAreWeights() {
    return false;
  }
}
