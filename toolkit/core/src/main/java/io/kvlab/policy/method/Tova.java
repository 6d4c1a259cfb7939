package io.kvlab.policy.method;

import io.kvlab.model.evidence.Evidence;
import io.kvlab.model.evidence.EvidenceKind;
import io.kvlab.model.evidence.WindowAttention;
import io.kvlab.policy.DecodeLimit;
import io.kvlab.policy.DecodeRule;
import io.kvlab.policy.Group;
import io.kvlab.policy.PolicyDescription;
import io.kvlab.policy.PromptView;
import io.kvlab.policy.Reductions;
import io.kvlab.policy.ScoredPolicy;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;

/**
 * TOVA, token omission via attention (Oren et al. 2024, arXiv 2401.06104): the positions to which
 * the last query attends most, averaged over all heads of a layer; every head keeps the same.
 *
 * <p>While decoding, the newest query judges: at every step the entries with the least attention
 * are dropped from the whole cache.
 */
public record Tova() implements ScoredPolicy {
  static final PolicyDescription DESCRIPTION =
      PolicyDescription.of(
          "tova",
          "what the last query attends to; compresses while decoding too",
          "Oren et al. 2024, arXiv 2401.06104");
  private static final EvidenceKind KIND = new WindowAttention(1);

  @Override
  public String expression() {
    return "tova";
  }

  @Override
  public Set<EvidenceKind> evidence() {
    return Set.of(KIND);
  }

  @Override
  public float[][] scores(PromptView prompt, Evidence evidence, int layer, int candidates) {
    float[][] scores = new float[prompt.kvHeads()][];
    Arrays.fill(scores, Reductions.reduceLayer(evidence, KIND, layer, Group.MEAN, candidates));
    return scores;
  }

  @Override
  public Optional<DecodeRule> decodeRule() {
    return Optional.of(
        (prompt, firstGenerated, evidence, kept, promptBudget, decodeBudget) -> {
          var limit = new DecodeLimit(prompt.length(), firstGenerated, promptBudget, decodeBudget);
          return (layer, weights, positions) -> {
            int[][] evicted = new int[positions.length][];
            Arrays.fill(
                evicted, limit.evicted(positions[0], Reductions.reduce(weights, Group.MEAN), 0));
            return evicted;
          };
        });
  }
}
