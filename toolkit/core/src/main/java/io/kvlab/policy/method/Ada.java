package io.kvlab.policy.method;

import io.kvlab.KvlabException;
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
import io.kvlab.policy.ScoredPolicy;
import io.kvlab.policy.TopK;
import java.util.Arrays;
import java.util.Set;

/**
 * Ada-KV (Feng et al. 2024, arXiv 2407.11550): heads that spread their attention get more of a
 * layer's budget than heads that focus it. The highest scores of all KV heads of a layer are taken
 * together, counted per head, and each head keeps its own best accordingly, never less than a
 * floor.
 *
 * <p>With c entries per head besides the window: the top G * c of all heads give count_h, and head
 * h keeps {@code round(count_h * (1 - floor) + (int) (c * floor))} and the window. Rounding makes a
 * layer's total differ from G * c by less than two entries per head.
 *
 * @param policy whose scores are used, and whose budget per layer
 * @param floor the share of the mean budget that every head keeps
 * @param normalize whether each head's scores are first multiplied by the share of its top c in
 *     their sum; needs scores that are not negative
 */
public record Ada(Policy policy, double floor, boolean normalize) implements Policy {
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

  private ScoredPolicy scored() {
    return (ScoredPolicy) policy;
  }

  @Override
  public String expression() {
    return "ada("
        + policy.expression()
        + Expressions.call("", "floor", floor, "normalize", normalize).replaceFirst("\\(", ", ");
  }

  @Override
  public Set<EvidenceKind> evidence() {
    return policy.evidence();
  }

  @Override
  public Selection select(PromptView prompt, Evidence evidence, Budget budget) {
    int n = prompt.length();
    int capacity = budget.entries(n);
    if (n <= capacity || n <= scored().wholeUpTo()) {
      return Positions.everything(prompt);
    }
    int[] capacities = scored().capacities(prompt, capacity);
    int[][][] kept = new int[prompt.layers()][prompt.kvHeads()][];
    for (int layer = 0; layer < kept.length; layer++) {
      int window = Math.min(capacities[layer], scored().window(capacities[layer]));
      int mean = capacities[layer] - window;
      float[][] scores = scored().scores(prompt, evidence, layer, n - window);
      int[][] ranked = new int[scores.length][];
      Arrays.setAll(ranked, head -> TopK.descending(scores[head]));
      int[] shares = shares(scores, ranked, mean);
      for (int head = 0; head < shares.length; head++) {
        int[] top = Arrays.copyOf(ranked[head], shares[head]);
        Arrays.sort(top);
        kept[layer][head] = Positions.withWindow(top, n, window);
      }
    }
    return Selection.of(kept);
  }

  /** Entries of each head besides the window, {@code mean} on average. */
  private int[] shares(float[][] scores, int[][] ranked, int mean) {
    int length = scores[0].length;
    float[] all = new float[scores.length * length]; // each head's scores, falling
    for (int head = 0; head < scores.length; head++) {
      float best = 0;
      float sum = 0;
      for (int i = 0; i < length; i++) {
        float score = scores[head][ranked[head][i]];
        all[head * length + i] = score;
        sum += score;
        best += i < mean ? score : 0;
      }
      if (normalize && sum != 0) {
        for (int i = 0; i < length; i++) {
          all[head * length + i] *= best / sum;
        }
      }
    }
    int[] counts = new int[scores.length];
    for (int index : TopK.largest(all, scores.length * mean)) {
      counts[index / length]++;
    }
    int least = (int) (mean * floor);
    for (int head = 0; head < counts.length; head++) {
      counts[head] = (int) Math.rint(counts[head] * (float) (1 - floor) + least);
    }
    return counts;
  }
}
