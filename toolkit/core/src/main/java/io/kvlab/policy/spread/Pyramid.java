package io.kvlab.policy.spread;

import io.kvlab.policy.Ranking;
import io.kvlab.policy.Spread;
import java.util.Arrays;

/**
 * PyramidKV's shares (Cai et al. 2024, arXiv 2406.02069): what a layer keeps beside the window
 * falls linearly from the lowest layer to the highest.
 *
 * @param window the window, kept in every layer
 * @param beta steepness: the top layer gets about 1/beta of the mean budget besides the window
 * @param exact whether the total over the layers is exactly L times the capacity; otherwise the
 *     integer step of the published code, whose total drifts
 */
public record Pyramid(int window, int beta, boolean exact) implements Spread.Layers {
  @Override
  public int[] capacities(Ranking ranking, int capacity) {
    return capacities(ranking.prompt().layers(), ranking.prompt().length(), capacity);
  }

  /**
   * Entries per KV head of each layer.
   *
   * @param length positions of the prompt
   */
  public int[] capacities(int layers, int length, int capacity) {
    int mean = capacity - window;
    int[] capacities = new int[layers];
    Arrays.fill(capacities, capacity);
    if (mean <= 0 || layers == 1 || length < 2 * mean) {
      return capacities;
    }
    int least = mean / beta;
    int most = 2 * mean - least;
    if (most >= length - window) {
      most = length - window;
      least = 2 * mean - most;
    }
    int fall = most - least;
    for (int layer = 0; layer < layers; layer++) {
      capacities[layer] = window + most - (exact ? 0 : layer * (fall / (layers - 1)));
    }
    if (exact) {
      alongTheLine(capacities, fall);
    }
    return capacities;
  }

  /**
   * Lets the budgets fall from the largest along the straight line. A layer and its mirror image
   * share 2 * mean, so rounding one and giving the other the rest meets the total exactly.
   */
  private static void alongTheLine(int[] capacities, int fall) {
    int steps = capacities.length - 1;
    int most = capacities[0];
    for (int layer = 0; layer <= steps; layer++) {
      int mirror = Math.min(layer, steps - layer);
      int down = (2 * mirror * fall + steps) / (2 * steps); // rounded half up
      capacities[layer] = 2 * layer <= steps ? most - down : most - fall + down;
    }
  }
}
