package io.kvlab.policy;

import java.util.Arrays;

/**
 * How many entries a cache may hold while decoding, for methods that treat the prompt's and the
 * generated entries alike: the prompt's budget plus the decode budget of what was generated. What
 * was read between prompt and generation is never evicted and not counted.
 */
public record DecodeLimit(
    int length, int firstGenerated, Budget promptBudget, Budget decodeBudget) {

  /** Tokens generated so far, when the newest has this position. */
  int generated(int newest) {
    return newest - firstGenerated + 1;
  }

  /** Entries allowed per KV head. */
  public int allowed(int newest) {
    return promptBudget.entries(length) + decodeBudget.entries(generated(newest));
  }

  /** Whether the entry of a position can be evicted at all. */
  boolean evictable(int position) {
    return position < length || position >= firstGenerated;
  }

  /**
   * The positions to evict so that the allowed number stays.
   *
   * @param positions cached positions, increasing
   * @param scores what each is worth
   * @param recent how many of the last are kept whatever their score
   * @return the evicted positions, increasing
   */
  public int[] evicted(int[] positions, float[] scores, int recent) {
    int[] candidates = // indices
        Positions.where(positions.length, i -> evictable(positions[i]));
    int excess = candidates.length - allowed(positions[positions.length - 1]);
    if (excess <= 0) {
      return new int[0];
    }
    int ranked = Math.max(excess, candidates.length - recent);
    float[] worth = new float[ranked];
    for (int i = 0; i < ranked; i++) {
      worth[i] = scores[candidates[i]];
    }
    boolean[] stays = new boolean[ranked];
    for (int i : TopK.largest(worth, ranked - excess)) {
      stays[i] = true;
    }
    return Arrays.stream(Positions.where(ranked, i -> !stays[i]))
        .map(i -> positions[candidates[i]])
        .toArray();
  }
}
