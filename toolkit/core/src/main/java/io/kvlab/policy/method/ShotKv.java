package io.kvlab.policy.method;

import io.kvlab.dsl.Parameter;
import io.kvlab.model.evidence.AccumulatedAttention;
import io.kvlab.model.evidence.Evidence;
import io.kvlab.model.evidence.EvidenceKind;
import io.kvlab.model.evidence.WindowAttention;
import io.kvlab.policy.Budget;
import io.kvlab.policy.DecodeRule;
import io.kvlab.policy.Expressions;
import io.kvlab.policy.Group;
import io.kvlab.policy.Keep;
import io.kvlab.policy.PolicyArguments;
import io.kvlab.policy.PolicyDescription;
import io.kvlab.policy.PromptView;
import io.kvlab.policy.Reductions;
import io.kvlab.policy.ScoredPolicy;
import io.kvlab.policy.TopK;
import io.kvlab.policy.keep.WholeShots;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * ShotKV (Liu et al. 2025, arXiv 2502.01941, eq. 2-9): few-shot examples are kept or dropped whole,
 * so that chains of reasoning stay intact. An example's score is the attention that its tokens have
 * received, summed over all heads, per token; examples are taken by falling score while their
 * tokens fit into the budget. All heads of a layer keep the same.
 *
 * <p>A prompt in which no example is marked is left whole. Whole examples rarely fill a budget
 * exactly: less may be kept, down to nothing without {@code protect=question}.
 *
 * <p>While decoding, the prompt's part is frozen. At every step a layer keeps, of the r * g tokens
 * generated so far (at least one), those to which the newest query attends most, summed over heads.
 *
 * @param scope whether each layer chooses for itself
 * @param fit what happens at the first example that does not fit
 * @param queries whose attention counts: all prompt queries, or the last {@code window}
 * @param protect what is kept besides examples
 * @param window how many queries count with {@code queries=window}
 */
public record ShotKv(Scope scope, Fit fit, Queries queries, Protect protect, int window)
    implements ScoredPolicy {
  static final PolicyDescription DESCRIPTION =
      PolicyDescription.of(
          "shotkv",
          "whole few-shot examples by the attention they receive; compresses while decoding too",
          "Liu et al. 2025, arXiv 2502.01941",
          Parameter.choice(
              "scope", PolicyArguments.words(Scope.class), "each layer chooses, or all together"),
          Parameter.choice(
              "fit", PolicyArguments.words(Fit.class), "what the first that does not fit does"),
          Parameter.choice(
              "queries", PolicyArguments.words(Queries.class), "whose attention counts"),
          Parameter.choice(
              "protect",
              PolicyArguments.words(Protect.class),
              "keep the first 4 positions and all after the last example"),
          Parameter.integer("window", 32, 1, "the last queries that queries=window counts"));

  private static final int FIRST = 4;

  /** What happens at the first example that does not fit. */
  public enum Fit {
    /** It is skipped and the next one tried. */
    SKIP,
    /** The choice ends. */
    STOP
  }

  /** What is kept besides examples. */
  public enum Protect {
    /**
     * The first four positions and everything after the last example; both count in the budget, and
     * stay even where they alone exceed it.
     */
    QUESTION,
    /** Nothing: what lies outside the examples is dropped. */
    NONE
  }

  /** Whether every layer chooses for itself. */
  public enum Scope {
    /** Each layer by its own scores. */
    LAYER,
    /** All layers by the sum of their scores. */
    GLOBAL
  }

  /** Whose attention counts. */
  public enum Queries {
    ALL,
    WINDOW
  }

  public ShotKv {
    Expressions.requireAtLeast("shotkv", "window", window, 1);
  }

  /** With our defaults where the paper is silent. */
  public ShotKv() {
    this(Scope.LAYER, Fit.SKIP, Queries.ALL, Protect.QUESTION, 32);
  }

  static ShotKv of(PolicyArguments given) {
    return new ShotKv(
        given.choice("scope", Scope.class),
        given.choice("fit", Fit.class),
        given.choice("queries", Queries.class),
        given.choice("protect", Protect.class),
        given.integer("window"));
  }

  @Override
  public String expression() {
    return Expressions.call(
        "shotkv", "scope", scope, "fit", fit, "queries", queries, "protect", protect, "window",
        window);
  }

  private EvidenceKind kind() {
    return queries == Queries.ALL ? new AccumulatedAttention() : new WindowAttention(window);
  }

  @Override
  public Set<EvidenceKind> evidence() {
    return Set.of(kind());
  }

  @Override
  public float[][] scores(PromptView prompt, Evidence evidence, int layer, int candidates) {
    float[][] scores = new float[prompt.kvHeads()][];
    Arrays.fill(scores, tokenScores(prompt, evidence, layer, candidates));
    return scores;
  }

  private float[] tokenScores(PromptView prompt, Evidence evidence, int layer, int candidates) {
    if (scope == Scope.LAYER) {
      return Reductions.reduceLayer(evidence, kind(), layer, Group.SUM, candidates);
    }
    double[] sums = new double[candidates];
    for (int l = 0; l < prompt.layers(); l++) {
      float[] received = Reductions.reduceLayer(evidence, kind(), l, Group.SUM, candidates);
      Arrays.setAll(sums, i -> sums[i] + received[i]);
    }
    float[] scores = new float[candidates];
    for (int i = 0; i < candidates; i++) {
      scores[i] = (float) sums[i];
    }
    return scores;
  }

  @Override
  public Keep keep() {
    return wholeShots(fit, protect);
  }

  /** Whole examples, as {@link RandomShot} keeps them, too. */
  static Keep wholeShots(Fit fit, Protect protect) {
    Keep keep =
        Keep.BEST
            .inUnitsOf(new WholeShots(fit == Fit.STOP))
            .exceptWhere(prompt -> prompt.shots().isEmpty());
    return protect == Protect.NONE ? keep : keep.guarding(ShotKv::protectQuestion);
  }

  private static void protectQuestion(PromptView prompt, int capacity, BitSet stays) {
    int n = prompt.length();
    stays.set(0, Math.min(FIRST, n));
    stays.set(prompt.shots().get(prompt.shots().size() - 1).to(), n);
  }

  /** The score of every example in a layer; with {@code scope=global} the sum over the layers. */
  public double[] shotScores(PromptView prompt, Evidence evidence, int layer) {
    return WholeShots.means(prompt, tokenScores(prompt, evidence, layer, prompt.length()));
  }

  @Override
  public Optional<DecodeRule> decodeRule() {
    return Optional.of(
        (prompt, firstGenerated, evidence, kept, promptBudget, decodeBudget) ->
            (layer, weights, positions) -> {
              int[][] evicted = new int[positions.length][];
              Arrays.fill(evicted, evicted(weights, positions, firstGenerated, decodeBudget));
              return evicted;
            });
  }

  private static int[] evicted(
      float[][] weights, int[][] positions, int firstGenerated, Budget budget) {
    int[] cached = positions[0];
    int first = 0;
    while (cached[first] < firstGenerated) {
      first++;
    }
    int from = first;
    int generated = cached[cached.length - 1] - firstGenerated + 1;
    float[] sums = Reductions.reduce(weights, Group.SUM);
    float[] worth = Arrays.copyOfRange(sums, from, cached.length);
    int[] top = TopK.largest(worth, Math.max(1, budget.entries(generated)));
    return IntStream.range(0, worth.length)
        .filter(i -> Arrays.binarySearch(top, i) < 0)
        .map(i -> cached[from + i])
        .toArray();
  }
}
