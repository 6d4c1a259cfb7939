package io.kvlab.policy;

import io.kvlab.model.Range;
import io.kvlab.model.checkpoint.ModelConfig;
import java.util.List;

/**
 * What a policy may know of a prompt beyond its evidence. Only the compressible part counts: under
 * {@code at question} and {@code at last} the positions behind it do not exist for the policy.
 *
 * @param length compressible positions n
 * @param shots token spans of the few-shot examples within [0, n), in order; sentences or lines
 *     where the prompt has no shots; possibly empty
 * @param layers layers L
 * @param heads query heads H
 * @param kvHeads KV heads G
 * @param seed for policies that draw: depends on the run's seed and the example alone, never on the
 *     order in which examples run
 */
public record PromptView(
    int length, List<Range> shots, int layers, int heads, int kvHeads, long seed) {
  public PromptView {
    shots = List.copyOf(shots);
    if (length < 1 || layers < 1 || kvHeads < 1 || heads % kvHeads != 0) {
      throw new IllegalArgumentException(
          "impossible prompt: n=" + length + " L=" + layers + " H=" + heads + " G=" + kvHeads);
    }
  }

  /**
   * What policies see of an example's prompt.
   *
   * @param example its name; with the run's seed it decides what is drawn
   */
  public static PromptView of(
      ModelConfig config, int length, List<Range> shots, long seed, String example) {
    return new PromptView(
        length,
        shots,
        config.layers(),
        config.heads(),
        config.kvHeads(),
        31 * seed + example.hashCode());
  }
}
