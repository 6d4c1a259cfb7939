package io.kvlab.policy.method;

import io.kvlab.cache.Selection;
import io.kvlab.dsl.Parameter;
import io.kvlab.model.evidence.Evidence;
import io.kvlab.model.evidence.EvidenceKind;
import io.kvlab.policy.Budget;
import io.kvlab.policy.CommonParameters;
import io.kvlab.policy.Expressions;
import io.kvlab.policy.Policy;
import io.kvlab.policy.PolicyArguments;
import io.kvlab.policy.PolicyDescription;
import io.kvlab.policy.Positions;
import io.kvlab.policy.PromptView;
import io.kvlab.policy.method.ShotKv.Fit;
import io.kvlab.policy.method.ShotKv.Protect;
import io.kvlab.policy.method.ShotKv.Scope;
import java.util.Set;

/**
 * Whole few-shot examples in random order: the control for {@link ShotKv}, with the same budget,
 * the same protection and the same greedy filling. What is drawn depends on {@code seed} and the
 * prompt's own seed alone.
 */
public record RandomShot(long seed, Scope scope, Fit fit, Protect protect) implements Policy {
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
  public Selection select(PromptView prompt, Evidence evidence, Budget budget) {
    if (prompt.length() <= budget.entries(prompt.length()) || prompt.shots().isEmpty()) {
      return Positions.everything(prompt);
    }
    var shots = new ShotChoice(prompt, budget, fit, protect);
    int count = prompt.shots().size();
    int[][] kept = new int[prompt.layers()][];
    for (int layer = 0; layer < kept.length; layer++) {
      if (layer > 0 && scope == Scope.GLOBAL) {
        kept[layer] = kept[0];
      } else {
        var random = Draws.generator(seed, prompt.seed(), layer);
        kept[layer] = shots.positions(shots.taken(Draws.order(random, count, count)));
      }
    }
    return Positions.perLayer(prompt, kept);
  }
}
