package io.kvlab.policy.method;

import io.kvlab.dsl.Parameter;
import io.kvlab.model.evidence.Evidence;
import io.kvlab.model.evidence.EvidenceKind;
import io.kvlab.policy.Expressions;
import io.kvlab.policy.Guard;
import io.kvlab.policy.Keep;
import io.kvlab.policy.PolicyArguments;
import io.kvlab.policy.PolicyDescription;
import io.kvlab.policy.PromptView;
import io.kvlab.policy.ScoredPolicy;
import java.util.Arrays;
import java.util.Set;

/**
 * StreamingLLM (Xiao et al. 2023, arXiv 2309.17453): the first {@code sinks} positions, to which
 * all heads attend, and the most recent ones. With a budget of at most {@code sinks} entries, the
 * first ones alone.
 */
public record StreamingLlm(int sinks) implements ScoredPolicy {
  static final PolicyDescription DESCRIPTION =
      PolicyDescription.of(
          "streamingllm",
          "the first positions and the last ones",
          "Xiao et al. 2023, arXiv 2309.17453",
          Parameter.integer("sinks", 4, 0, "how many of the first positions are kept"));

  public StreamingLlm {
    Expressions.requireAtLeast("streamingllm", "sinks", sinks, 0);
  }

  /** With the paper's four sinks. */
  public StreamingLlm() {
    this(4);
  }

  static StreamingLlm of(PolicyArguments given) {
    return new StreamingLlm(given.integer("sinks"));
  }

  @Override
  public String expression() {
    return Expressions.call("streamingllm", "sinks", sinks);
  }

  @Override
  public Set<EvidenceKind> evidence() {
    return Set.of();
  }

  @Override
  public float[][] scores(PromptView prompt, Evidence evidence, int layer, int candidates) {
    float[] newest = new float[candidates];
    for (int i = 0; i < candidates; i++) {
      newest[i] = i;
    }
    float[][] scores = new float[prompt.kvHeads()][];
    Arrays.fill(scores, newest);
    return scores;
  }

  @Override
  public boolean scoresAreWeights() {
    return false;
  }

  @Override
  public Keep keep() {
    return Keep.BEST.guarding(Guard.sinks(sinks));
  }
}
