package io.kvlab.policy.method;

import io.kvlab.dsl.Parameter;
import io.kvlab.model.evidence.Evidence;
import io.kvlab.model.evidence.EvidenceKind;
import io.kvlab.policy.CommonParameters;
import io.kvlab.policy.Expressions;
import io.kvlab.policy.Keep;
import io.kvlab.policy.PolicyArguments;
import io.kvlab.policy.PolicyDescription;
import io.kvlab.policy.PromptView;
import io.kvlab.policy.ScoredPolicy;
import io.kvlab.policy.method.ShotKv.Fit;
import io.kvlab.policy.method.ShotKv.Protect;
import io.kvlab.policy.method.ShotKv.Scope;
import java.util.Arrays;
import java.util.Set;

/**
 * Whole few-shot examples in random order: the control for {@link ShotKv}, with the same budget,
 * the same protection and the same greedy filling. What is drawn depends on {@code seed} and the
 * prompt's own seed alone.
 */
public record RandomShot(long seed, Scope scope, Fit fit, Protect protect) implements ScoredPolicy {
  static final PolicyDescription DESCRIPTION =
      PolicyDescription.of(
          "randomshot",
          "whole few-shot examples at random: the control for shotkv",
          "",
          CommonParameters.seed(),
          Parameter.choice(
              "scope", PolicyArguments.words(Scope.class), "each layer draws, or all together"),
          Parameter.choice(
              "fit", PolicyArguments.words(Fit.class), "what the first that does not fit does"),
          Parameter.choice(
              "protect",
              PolicyArguments.words(Protect.class),
              "keep the first 4 positions and all after the last example"));

  public RandomShot {
    Expressions.requireAtLeast("randomshot", "seed", seed, 0);
  }

  /** With the defaults of {@link ShotKv}. */
  public RandomShot(long seed) {
    this(seed, Scope.LAYER, Fit.SKIP, Protect.QUESTION);
  }

  static RandomShot of(PolicyArguments given) {
    return new RandomShot(
        given.wholeNumber("seed"),
        given.choice("scope", Scope.class),
        given.choice("fit", Fit.class),
        given.choice("protect", Protect.class));
  }

  @Override
  public String expression() {
    return Expressions.call(
        "randomshot", "seed", seed, "scope", scope, "fit", fit, "protect", protect);
  }

  @Override
  public Set<EvidenceKind> evidence() {
    return Set.of();
  }

  @Override
  public float[][] scores(PromptView prompt, Evidence evidence, int layer, int candidates) {
    var random = Draws.generator(seed, prompt.seed(), scope == Scope.GLOBAL ? 0 : layer);
    int count = prompt.shots().size();
    int[] order = Draws.order(random, count, count);
    float[] drawn = new float[candidates];
    for (int rank = 0; rank < count; rank++) {
      var shot = prompt.shots().get(order[rank]);
      Arrays.fill(
          drawn, Math.min(shot.from(), candidates), Math.min(shot.to(), candidates), count - rank);
    }
    float[][] scores = new float[prompt.kvHeads()][];
    Arrays.fill(scores, drawn);
    return scores;
  }

  @Override
  public boolean scoresAreWeights() {
    return false;
  }

  @Override
  public Keep keep() {
    return ShotKv.wholeShots(fit, protect);
  }
}
