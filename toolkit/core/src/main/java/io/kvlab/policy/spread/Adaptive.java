package io.kvlab.policy.spread;

import io.kvlab.policy.Ranking;
import io.kvlab.policy.Spread;
import io.kvlab.policy.Stays;
import io.kvlab.policy.TopK;
import java.util.Arrays;

/**
 * Ada-KV's shares (Feng et al. 2024, arXiv 2407.11550, algorithm 1): the best scores of all KV
 * heads of a layer are taken together and counted per head. With c entries per head on average,
 * head h gets {@code round(count_h * (1 - floor) + (int) (c * floor))}; rounding makes a layer's
 * total differ from G * c by less than two entries per head.
 *
 * @param floor the share of the mean that every head gets
 * @param normalize whether each head's scores are first multiplied by the share of its top c in
 *     their sum; needs scores that are not negative
 */
public record Adaptive(double floor, boolean normalize) implements Spread.Heads {
  @Override
  public boolean sorts() {
    return true;
  }

  @Override
  public int[] besides(Ranking ranking, int layer, Stays stays, int besides) {
    float[][] scores = ranking.scores(layer, stays);
    int length = scores[0].length;
    float[] all = new float[scores.length * length]; // each head's scores, falling
    for (int head = 0; head < scores.length; head++) {
      int[] ranked = TopK.descending(scores[head]);
      float best = 0;
      float sum = 0;
      for (int i = 0; i < length; i++) {
        float score = scores[head][ranked[i]];
        all[head * length + i] = score;
        sum += score;
        best += i < besides ? score : 0;
      }
      if (normalize && sum != 0) {
        for (int i = 0; i < length; i++) {
          all[head * length + i] *= best / sum;
        }
      }
    }
    int[] counts = new int[scores.length];
    for (int index : TopK.largest(all, scores.length * besides)) {
      counts[index / length]++;
    }
    int least = (int) (besides * floor);
    Arrays.setAll(counts, head -> (int) Math.rint(counts[head] * (float) (1 - floor) + least));
    return counts;
  }
}
