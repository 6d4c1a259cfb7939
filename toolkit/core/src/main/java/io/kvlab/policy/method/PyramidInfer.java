package io.kvlab.policy.method;

import io.kvlab.cache.Selection;
import io.kvlab.dsl.Parameter;
import io.kvlab.model.evidence.Evidence;
import io.kvlab.model.evidence.EvidenceKind;
import io.kvlab.model.evidence.RampAttention;
import io.kvlab.policy.Budget;
import io.kvlab.policy.Expressions;
import io.kvlab.policy.Group;
import io.kvlab.policy.PolicyArguments;
import io.kvlab.policy.PolicyDescription;
import io.kvlab.policy.Positions;
import io.kvlab.policy.PrefillPolicy;
import io.kvlab.policy.PromptView;
import io.kvlab.policy.Reductions;
import io.kvlab.policy.TopK;
import java.util.Arrays;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * PyramidInfer (Yang et al. 2024, arXiv 2405.12532): hidden states that the last queries do not
 * attend to are dropped from layer to layer during the prefill, so later layers compute less. Of
 * the context, which is everything before the recent part, layer l passes on the best {@code
 * int(context * r_l)} with {@code r_l = (1 - decay)(cos(pi l / L) + 1)/2 + decay}; the effect
 * compounds. The recent part is {@code 1 + floor(recent * n)} positions in every layer, and sinks
 * are always among the best. A context of at most {@code least} positions is passed on whole.
 *
 * <p>The first two layers see everything, so a low ratio may be out of reach; the smallest cache
 * that the schedule allows is then kept.
 *
 * @param recent share of the prompt that is recent: never dropped, and its queries judge
 * @param sinks first positions that are never dropped
 * @param strategy how r falls from layer to layer
 * @param decay r far up; empty to solve for the budget
 * @param least a context this short is passed on whole
 */
public record PyramidInfer(
    double recent, int sinks, Strategy strategy, OptionalDouble decay, int least)
    implements PrefillPolicy {
  static final PolicyDescription DESCRIPTION =
      PolicyDescription.of(
          "pyramidinfer",
          "drops hidden states during the prefill, more from layer to layer",
          "Yang et al. 2024, arXiv 2405.12532",
          Parameter.number("recent", "0.2", 0, 1, "share of the prompt that is never dropped"),
          Parameter.integer("sinks", 4, 0, "first positions that are never dropped"),
          Parameter.choice(
              "strategy", PolicyArguments.words(Strategy.class), "how the share falls"),
          Parameter.of(
                  "decay",
                  Parameter.Type.NUMBER,
                  "auto",
                  "share kept far up; auto solves for the budget, a number overrides it")
              .atLeast(0)
              .atMost(1)
              .or("auto"),
          Parameter.integer("least", 64, 0, "a context this short is not reduced"));

  private static final int BISECTIONS = 60;

  /** How the kept share falls from layer to layer. */
  public enum Strategy {
    COSINE
  }

  public PyramidInfer {
    Expressions.requireBetween("pyramidinfer", "recent", recent, 0, 1);
    Expressions.requireAtLeast("pyramidinfer", "sinks", sinks, 0);
    Expressions.requireAtLeast("pyramidinfer", "least", least, 0);
    if (decay.isPresent()) {
      Expressions.requireBetween("pyramidinfer", "decay", decay.getAsDouble(), 0, 1);
    }
  }

  /** With the paper's defaults, solving for the budget. */
  public PyramidInfer() {
    this(0.2, 4, Strategy.COSINE, OptionalDouble.empty(), 64);
  }

  static PyramidInfer of(PolicyArguments given) {
    return new PyramidInfer(
        given.number("recent"),
        given.integer("sinks"),
        given.choice("strategy", Strategy.class),
        given.numberOrAuto("decay"),
        given.integer("least"));
  }

  @Override
  public String expression() {
    return Expressions.call(
        "pyramidinfer",
        "recent",
        recent,
        "sinks",
        sinks,
        "strategy",
        strategy,
        "decay",
        decay.isPresent() ? (Object) decay.getAsDouble() : "auto",
        "least",
        least);
  }

  @Override
  public Set<EvidenceKind> evidence() {
    return Set.of(layerEvidence());
  }

  @Override
  public EvidenceKind layerEvidence() {
    return new RampAttention(recent);
  }

  /** The share r of the context that layer {@code layer} passes on. */
  public static double share(int layer, int layers, double decay) {
    return (1 - decay) * (Math.cos(Math.PI * layer / layers) + 1) / 2 + decay;
  }

  /**
   * How many positions are alive in every layer, {@code [layers]}, for a given decay.
   *
   * @param n prompt length
   */
  public int[] alive(int n, int layers, double decay) {
    int last = recentPart(n);
    int[] alive = new int[layers];
    alive[0] = n;
    for (int layer = 1; layer < layers; layer++) {
      int context = alive[layer - 1] - last;
      alive[layer] = last + passed(context, share(layer - 1, layers, decay));
    }
    return alive;
  }

  private int recentPart(int n) {
    return Math.min(n, 1 + (int) (recent * n));
  }

  private int passed(int context, double share) {
    return context <= least ? context : Math.max((int) (context * share), Math.min(sinks, context));
  }

  /** The decay that a budget asks for: given, or solved so that the mean over layers meets it. */
  double decayFor(PromptView prompt, Budget budget) {
    if (decay.isPresent()) {
      return decay.getAsDouble();
    }
    int n = prompt.length();
    long wanted = (long) budget.entries(n) * prompt.layers();
    double low = 0;
    double high = 1;
    for (int i = 0; i < BISECTIONS; i++) {
      double middle = (low + high) / 2;
      if (total(n, prompt.layers(), middle) < wanted) {
        low = middle;
      } else {
        high = middle;
      }
    }
    long below = wanted - total(n, prompt.layers(), low);
    return below <= total(n, prompt.layers(), high) - wanted ? low : high;
  }

  private long total(int n, int layers, double decay) {
    return Arrays.stream(alive(n, layers, decay)).asLongStream().sum();
  }

  @Override
  public int[] keepAt(int layer, float[][] scores, PromptView prompt, Budget budget) {
    return keepAt(layer, scores, prompt, decayFor(prompt, budget));
  }

  private int[] keepAt(int layer, float[][] scores, PromptView prompt, double decay) {
    int alive = scores[0].length;
    int last = Math.min(alive, recentPart(prompt.length()));
    int context = alive - last;
    float[] mean = Arrays.copyOf(Reductions.reduce(scores, Group.MEAN), context);
    Arrays.fill(mean, 0, Math.min(sinks, context), Float.POSITIVE_INFINITY);
    int[] best = TopK.largest(mean, passed(context, share(layer, prompt.layers(), decay)));
    return Positions.withWindow(best, alive, last);
  }

  @Override
  public Selection select(PromptView prompt, Evidence evidence, Budget budget) {
    double solved = decayFor(prompt, budget);
    int[][] kept = new int[prompt.layers()][];
    kept[0] = Positions.range(0, prompt.length());
    for (int layer = 1; layer < kept.length; layer++) {
      int[] alive = kept[layer - 1];
      float[][] scores = new float[evidence.heads()][alive.length];
      for (int head = 0; head < scores.length; head++) {
        float[] all = evidence.of(layerEvidence(), layer - 1, head);
        for (int i = 0; i < alive.length; i++) {
          scores[head][i] = all[alive[i]];
        }
      }
      int[] next = keepAt(layer - 1, scores, prompt, solved);
      kept[layer] = Arrays.stream(next).map(i -> alive[i]).toArray();
    }
    return Positions.perLayer(prompt, kept);
  }
}
