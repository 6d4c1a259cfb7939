package io.kvlab.policy.method;

import io.kvlab.dsl.Parameter;
import io.kvlab.model.evidence.Evidence;
import io.kvlab.model.evidence.EvidenceKind;
import io.kvlab.policy.CommonParameters;
import io.kvlab.policy.Expressions;
import io.kvlab.policy.Group;
import io.kvlab.policy.Keep;
import io.kvlab.policy.PolicyArguments;
import io.kvlab.policy.PolicyDescription;
import io.kvlab.policy.Pooling;
import io.kvlab.policy.PromptView;
import io.kvlab.policy.ScoredPolicy;
import io.kvlab.policy.Spread;
import io.kvlab.policy.spread.Pyramid;
import java.util.Set;

/**
 * PyramidKV (Cai et al. 2024, arXiv 2406.02069): attention spreads wide in the lower layers and
 * funnels to few tokens in the upper ones, so lower layers get more of the budget. SnapKV's scores
 * with a budget that falls linearly from layer to layer.
 *
 * @param window the observation window w, kept in every layer
 * @param kernel neighbours that are pooled, an odd number
 * @param beta steepness: the top layer gets about 1/beta of the mean budget besides the window
 * @param exact whether the total over the layers is exactly L times the capacity; otherwise the
 *     integer step of the published code, whose total drifts
 */
public record PyramidKv(
    int window, int kernel, Pooling pooling, Group group, int beta, boolean exact)
    implements ScoredPolicy {
  static final PolicyDescription DESCRIPTION =
      PolicyDescription.of(
          "pyramidkv",
          "snapkv with more of the budget in the lower layers",
          "Cai et al. 2024, arXiv 2406.02069",
          CommonParameters.window(32),
          CommonParameters.kernel(),
          CommonParameters.pooling(),
          CommonParameters.group(),
          Parameter.integer("beta", 20, 1, "the top layer gets about 1/beta of the mean"),
          Parameter.flag("exact", true, "meet the total exactly; false as in the published code"));

  public PyramidKv {
    Expressions.requireAtLeast("pyramidkv", "window", window, 1);
    Expressions.requireKernel("pyramidkv", kernel);
    Expressions.requireAtLeast("pyramidkv", "beta", beta, 1);
  }

  /** With the paper's defaults and an exact budget. */
  public PyramidKv() {
    this(32, 5, Pooling.AVG, Group.MEAN, 20, true);
  }

  static PyramidKv of(PolicyArguments given) {
    return new PyramidKv(
        given.integer("window"),
        given.integer("kernel"),
        given.choice("pooling", Pooling.class),
        given.choice("group", Group.class),
        given.integer("beta"),
        given.flag("exact"));
  }

  private SnapKv scorer() {
    return new SnapKv(window, kernel, pooling, group);
  }

  @Override
  public String expression() {
    return Expressions.call(
        "pyramidkv",
        "window",
        window,
        "kernel",
        kernel,
        "pooling",
        pooling,
        "group",
        group,
        "beta",
        beta,
        "exact",
        exact);
  }

  @Override
  public Set<EvidenceKind> evidence() {
    return scorer().evidence();
  }

  @Override
  public Keep keep() {
    return Keep.window(window);
  }

  @Override
  public Spread spread() {
    return new Spread.PerLayer(new Pyramid(window, beta, exact), Spread.Heads.EVEN);
  }

  @Override
  public float[][] scores(PromptView prompt, Evidence evidence, int layer, int candidates) {
    return scorer().scores(prompt, evidence, layer, candidates);
  }
}
