package io.kvlab.policy.method;

import io.kvlab.model.evidence.Evidence;
import io.kvlab.model.evidence.EvidenceKind;
import io.kvlab.model.evidence.WindowAttention;
import io.kvlab.policy.CommonParameters;
import io.kvlab.policy.Expressions;
import io.kvlab.policy.Group;
import io.kvlab.policy.Keep;
import io.kvlab.policy.PolicyArguments;
import io.kvlab.policy.PolicyDescription;
import io.kvlab.policy.Pooling;
import io.kvlab.policy.PromptView;
import io.kvlab.policy.Reductions;
import io.kvlab.policy.ScoredPolicy;
import java.util.Set;

/**
 * SnapKV (Li et al. 2024, arXiv 2404.14469): what the last queries of the prompt look at is what
 * the answer will need. The attention of the last {@code window} queries is summed per key, reduced
 * over the query heads of a group, pooled over neighbours, and the highest are kept beside the
 * window itself.
 *
 * @param window the observation window w
 * @param kernel neighbours that are pooled, an odd number
 */
public record SnapKv(int window, int kernel, Pooling pooling, Group group) implements ScoredPolicy {
  static final PolicyDescription DESCRIPTION =
      PolicyDescription.of(
          "snapkv",
          "what the last queries attend to, with its neighbours, and the window itself",
          "Li et al. 2024, arXiv 2404.14469",
          CommonParameters.window(32),
          CommonParameters.kernel(),
          CommonParameters.pooling(),
          CommonParameters.group());

  public SnapKv {
    Expressions.requireAtLeast("snapkv", "window", window, 1);
    Expressions.requireKernel("snapkv", kernel);
  }

  /** With the defaults of the paper's code. */
  public SnapKv() {
    this(32, 5, Pooling.AVG, Group.MEAN);
  }

  static SnapKv of(PolicyArguments given) {
    return new SnapKv(
        given.integer("window"),
        given.integer("kernel"),
        given.choice("pooling", Pooling.class),
        given.choice("group", Group.class));
  }

  @Override
  public String expression() {
    return Expressions.call(
        "snapkv", "window", window, "kernel", kernel, "pooling", pooling, "group", group);
  }

  @Override
  public Set<EvidenceKind> evidence() {
    return Set.of(new WindowAttention(window));
  }

  @Override
  public Keep keep() {
    return Keep.window(window);
  }

  @Override
  public float[][] scores(PromptView prompt, Evidence evidence, int layer, int candidates) {
    var kind = new WindowAttention(window);
    float[][] scores = Reductions.reduceGroups(evidence, kind, layer, group, candidates);
    for (int head = 0; head < scores.length; head++) {
      scores[head] = Reductions.pool(scores[head], kernel, pooling);
    }
    return scores;
  }
}
