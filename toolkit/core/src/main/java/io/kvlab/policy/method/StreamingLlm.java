package io.kvlab.policy.method;

import io.kvlab.cache.Selection;
import io.kvlab.dsl.Parameter;
import io.kvlab.model.evidence.Evidence;
import io.kvlab.model.evidence.EvidenceKind;
import io.kvlab.policy.Budget;
import io.kvlab.policy.Expressions;
import io.kvlab.policy.Policy;
import io.kvlab.policy.PolicyArguments;
import io.kvlab.policy.PolicyDescription;
import io.kvlab.policy.Positions;
import io.kvlab.policy.PromptView;
import java.util.Set;

/**
 * StreamingLLM (Xiao et al. 2023, arXiv 2309.17453): the first {@code sinks} positions, to which
 * all heads attend, and the most recent ones. With a budget of at most {@code sinks} entries, the
 * first ones alone.
 */
public record StreamingLlm(int sinks) implements Policy {
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
  public Selection select(PromptView prompt, Evidence evidence, Budget budget) {
    int n = prompt.length();
    int capacity = budget.entries(n);
    if (n <= capacity) {
      return Positions.everything(prompt);
    }
    int first = Math.min(sinks, capacity);
    int[] kept = Positions.withWindow(Positions.range(0, first), n, capacity - first);
    return Selection.uniform(prompt.layers(), prompt.kvHeads(), kept);
  }
}
