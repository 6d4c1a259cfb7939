package io.kvlab.policy.method;

import io.kvlab.cache.Selection;
import io.kvlab.dsl.Parameter;
import io.kvlab.model.Range;
import io.kvlab.model.evidence.Evidence;
import io.kvlab.model.evidence.EvidenceKind;
import io.kvlab.policy.Budget;
import io.kvlab.policy.DecodeRule;
import io.kvlab.policy.Expressions;
import io.kvlab.policy.Group;
import io.kvlab.policy.Policy;
import io.kvlab.policy.PolicyArguments;
import io.kvlab.policy.PolicyDescription;
import io.kvlab.policy.Positions;
import io.kvlab.policy.PromptView;
import io.kvlab.policy.Scores;
import io.kvlab.policy.TopK;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
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
    implements Policy {
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
    return queries == Queries.ALL
        ? new EvidenceKind.AccumulatedAttention()
        : new EvidenceKind.WindowAttention(window);
  }

  @Override
  public Set<EvidenceKind> evidence() {
    return Set.of(kind());
  }

  @Override
  public Selection select(PromptView prompt, Evidence evidence, Budget budget) {
    if (prompt.length() <= budget.entries(prompt.length()) || prompt.shots().isEmpty()) {
      return Positions.everything(prompt);
    }
    var shots = new ShotChoice(prompt, budget, fit, protect);
    int[][] kept = new int[prompt.layers()][];
    for (int layer = 0; layer < kept.length; layer++) {
      kept[layer] =
          layer > 0 && scope == Scope.GLOBAL
              ? kept[0]
              : shots.positions(shots.taken(order(prompt, evidence, layer)));
    }
    return Positions.perLayer(prompt, kept);
  }

  /** The examples of which a layer keeps the tokens, increasing. */
  public List<Integer> shotsKept(PromptView prompt, Evidence evidence, Budget budget, int layer) {
    int[] all = Positions.range(0, prompt.shots().size());
    int[] taken =
        all.length == 0 || prompt.length() <= budget.entries(prompt.length())
            ? all
            : new ShotChoice(prompt, budget, fit, protect).taken(order(prompt, evidence, layer));
    return Arrays.stream(taken).boxed().toList();
  }

  /** The score of every example in a layer; with {@code scope=global} the sum over the layers. */
  public double[] scores(PromptView prompt, Evidence evidence, int layer) {
    double[] scores = new double[prompt.shots().size()];
    int first = scope == Scope.GLOBAL ? 0 : layer;
    int last = scope == Scope.GLOBAL ? prompt.layers() - 1 : layer;
    for (int l = first; l <= last; l++) {
      float[] received = Scores.reduceLayer(evidence, kind(), l, Group.SUM, prompt.length());
      for (int i = 0; i < scores.length; i++) {
        Range shot = prompt.shots().get(i);
        double sum = 0;
        for (int token = shot.from(); token < shot.to(); token++) {
          sum += received[token];
        }
        scores[i] += sum / Math.max(1, shot.length());
      }
    }
    return scores;
  }

  private int[] order(PromptView prompt, Evidence evidence, int layer) {
    double[] scores = scores(prompt, evidence, layer);
    return IntStream.range(0, scores.length)
        .boxed()
        .sorted(Comparator.comparingDouble(shot -> -scores[shot]))
        .mapToInt(Integer::intValue)
        .toArray();
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
    float[] sums = Scores.reduce(weights, Group.SUM);
    float[] worth = Arrays.copyOfRange(sums, from, cached.length);
    int[] top = TopK.largest(worth, Math.max(1, budget.entries(generated)));
    return IntStream.range(0, worth.length)
        .filter(i -> Arrays.binarySearch(top, i) < 0)
        .map(i -> cached[from + i])
        .toArray();
  }
}
