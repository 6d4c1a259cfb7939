package io.kvlab.policy.method;

import io.kvlab.KvlabException;
import io.kvlab.dsl.Parameter;
import io.kvlab.policy.Expressions;
import io.kvlab.policy.Policy;
import io.kvlab.policy.PolicyArguments;
import io.kvlab.policy.PolicyDescription;
import io.kvlab.policy.ScoredPolicy;
import io.kvlab.policy.Spread;
import io.kvlab.policy.Wrapper;
import io.kvlab.policy.spread.Adaptive;

/**
 * Ada-KV (Feng et al. 2024, arXiv 2407.11550): heads that spread their attention get more of a
 * layer's budget than heads that focus it. The highest scores of all KV heads of a layer are taken
 * together, counted per head, and each head keeps its own best accordingly, never less than a
 * floor.
 *
 * @param policy whose scores are used, what it always keeps, and its budget per layer
 * @param floor the share of the mean budget that every head keeps
 * @param normalize whether each head's scores are first multiplied by the share of its top c in
 *     their sum; needs scores that are not negative
 */
public record Ada(Policy policy, double floor, boolean normalize) implements Wrapper {
  static final PolicyDescription DESCRIPTION =
      PolicyDescription.of(
          "ada",
          "another policy's scores, with a layer's budget shared among its heads",
          "Feng et al. 2024, arXiv 2407.11550",
          Parameter.policy("policy", "whose scores are used, such as snapkv"),
          Parameter.number("floor", "0.2", 0, 1, "share of the mean budget that every head keeps"),
          Parameter.flag("normalize", true, "weigh heads by how focused their scores are"));

  public Ada {
    if (!(policy instanceof ScoredPolicy scored)) {
      throw KvlabException.usage(
          "ada shares a budget by the scores of each head, which "
              + policy.expression()
              + " does not have; give it snapkv, pyramidkv or h2o, for example.");
    }
    if (scored.keep().grain().ranksAll()) {
      throw KvlabException.usage(
          "ada shares a layer's budget by the scores of single positions; "
              + policy.expression()
              + " keeps whole units, the same for all heads of a layer.");
    }
    if (!(scored.spread() instanceof Spread.PerLayer layers)
        || layers.heads() != Spread.Heads.EVEN) {
      throw KvlabException.usage(
          "ada shares a layer's budget among its heads, and "
              + policy.expression()
              + " does that already; give it the method inside.");
    }
    Expressions.requireBetween("ada", "floor", floor, 0, 1);
    if (normalize && !scored.scoresAreWeights()) {
      throw KvlabException.usage(
          "ada: normalize=true needs attention weights, which "
              + policy.expression()
              + " does not use; add normalize=false.");
    }
  }

  /** With the paper's floor. */
  public Ada(Policy policy) {
    this(policy, 0.2, true);
  }

  static Ada of(PolicyArguments given) {
    return new Ada(given.policy("policy"), given.number("floor"), given.flag("normalize"));
  }

  @Override
  public ScoredPolicy inner() {
    return (ScoredPolicy) policy;
  }

  @Override
  public String expression() {
    return "ada("
        + policy.expression()
        + Expressions.call("", "floor", floor, "normalize", normalize).replaceFirst("\\(", ", ");
  }

  @Override
  public Spread spread() {
    Spread.PerLayer inner = (Spread.PerLayer) inner().spread();
    return new Spread.PerLayer(inner.layers(), new Adaptive(floor, normalize));
  }
}
