package io.kvlab.policy;

import io.kvlab.cache.Selection;
import io.kvlab.model.evidence.Evidence;
import io.kvlab.policy.method.Ada;
import java.util.Arrays;

/**
 * A method that ranks the positions of each KV head by a score: it keeps the last few positions
 * (its window) and, of those before them, the ones with the highest scores, until the budget is
 * used. Such a method needs to give only its scores; {@link Ada} can share its budget among heads.
 *
 * <p>Every head keeps exactly its capacity; where the capacity is no larger than the window, the
 * last {@code capacity} positions. Ties are broken as PyTorch does on a CPU.
 */
public interface ScoredPolicy extends Policy {
  /**
   * What positions are worth; the highest are kept.
   *
   * @param candidates positions [0, candidates) are asked for: all before the window
   * @return {@code [kv_heads][candidates]}; one array may serve several heads
   */
  float[][] scores(PromptView prompt, Evidence evidence, int layer, int candidates);

  /** How many of the last positions are always kept by a head that keeps {@code capacity}. */
  default int window(int capacity) {
    return 0;
  }

  /** A prompt of at most this many positions is left whole: the observation window. */
  default int wholeUpTo() {
    return 0;
  }

  /** Whether scores are attention weights, so never negative. */
  default boolean scoresAreWeights() {
    return true;
  }

  /**
   * Entries per KV head of each layer, {@code [layers]}, when they are {@code capacity} on average.
   */
  default int[] capacities(PromptView prompt, int capacity) {
    int[] capacities = new int[prompt.layers()];
    Arrays.fill(capacities, capacity);
    return capacities;
  }

  @Override
  default Selection select(PromptView prompt, Evidence evidence, Budget budget) {
    int n = prompt.length();
    int capacity = budget.entries(n);
    if (n <= capacity || n <= wholeUpTo()) {
      return Positions.everything(prompt);
    }
    int[] capacities = capacities(prompt, capacity);
    int[][][] kept = new int[prompt.layers()][prompt.kvHeads()][];
    for (int layer = 0; layer < kept.length; layer++) {
      int window = Math.min(capacities[layer], window(capacities[layer]));
      float[][] scores = scores(prompt, evidence, layer, n - window);
      for (int head = 0; head < kept[layer].length; head++) {
        boolean shared = head > 0 && scores[head] == scores[head - 1];
        kept[layer][head] =
            shared
                ? kept[layer][head - 1]
                : Positions.withWindow(
                    TopK.largest(scores[head], capacities[layer] - window), n, window);
      }
    }
    return Selection.of(kept);
  }
}
