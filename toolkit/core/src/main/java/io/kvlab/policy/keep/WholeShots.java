package io.kvlab.policy.keep;

import io.kvlab.model.Range;
import io.kvlab.policy.Budget;
import io.kvlab.policy.Grain;
import io.kvlab.policy.PromptView;
import io.kvlab.policy.Stays;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Whole few-shot examples by the mean score of their tokens, best first, while their tokens fit
 * into the budget (ShotKV, Liu et al. 2025, arXiv 2502.01941, eq. 5).
 *
 * @param stops whether the choice ends at the first example that does not fit; otherwise it is
 *     skipped and the next one tried
 */
public record WholeShots(boolean stops) implements Grain {
  @Override
  public int entries(Budget budget, int length) {
    return budget.wholeEntries(length);
  }

  @Override
  public int[] best(PromptView prompt, Stays stays, float[] scores, int besides) {
    BitSet kept = new BitSet();
    for (int shot : taken(prompt, stays, scores, besides)) {
      kept.set(prompt.shots().get(shot).from(), prompt.shots().get(shot).to());
    }
    kept.andNot(stays.guarded());
    kept.clear(stays.before(), stays.length());
    return kept.stream().toArray();
  }

  /** The examples that are taken, in the order in which they are. */
  public List<Integer> taken(PromptView prompt, Stays stays, float[] scores, int besides) {
    List<Integer> taken = new ArrayList<>();
    int left = besides;
    double[] means = means(prompt, scores);
    List<Integer> order =
        IntStream.range(0, means.length)
            .boxed()
            .sorted(Comparator.comparingDouble(shot -> -means[shot]))
            .toList();
    for (int shot : order) {
      int tokens = cost(prompt.shots().get(shot), stays);
      if (tokens <= left) {
        taken.add(shot);
        left -= tokens;
      } else if (stops) {
        break;
      }
    }
    return taken;
  }

  /** The mean score of every example's tokens. */
  public static double[] means(PromptView prompt, float[] scores) {
    return prompt.shots().stream().mapToDouble(shot -> mean(shot, scores)).toArray();
  }

  private static double mean(Range shot, float[] scores) {
    double sum = 0;
    for (int token = shot.from(); token < shot.to(); token++) {
      sum += scores[token];
    }
    return sum / Math.max(1, shot.length());
  }

  private static int cost(Range shot, Stays stays) {
    int cost = 0;
    for (int token = shot.from(); token < shot.to(); token++) {
      cost += token < stays.before() && !stays.guarded().get(token) ? 1 : 0;
    }
    return cost;
  }
}
