package io.kvlab.policy.method;

import io.kvlab.model.Range;
import io.kvlab.policy.Budget;
import io.kvlab.policy.PromptView;
import io.kvlab.policy.method.ShotKv.Fit;
import io.kvlab.policy.method.ShotKv.Protect;
import java.util.BitSet;

/**
 * The greedy choice among a prompt's few-shot examples that ShotKV and its control share. Examples
 * are taken whole, in a given order, while their tokens fit into the budget.
 */
final class ShotChoice {
  private static final int FIRST = 4;

  private final PromptView prompt;
  private final Fit fit;
  private final BitSet outside = new BitSet(); // kept besides examples
  private final int room;

  ShotChoice(PromptView prompt, Budget budget, Fit fit, Protect protect) {
    this.prompt = prompt;
    this.fit = fit;
    if (protect == Protect.QUESTION) {
      int n = prompt.length();
      outside.set(0, Math.min(FIRST, n));
      outside.set(prompt.shots().get(prompt.shots().size() - 1).to(), n);
    }
    this.room = budget.wholeEntries(prompt.length()) - outside.cardinality();
  }

  /** The examples that are taken when they are tried in this order, increasing. */
  int[] taken(int[] order) {
    BitSet taken = new BitSet();
    int left = room;
    for (int shot : order) {
      int tokens = cost(prompt.shots().get(shot));
      if (tokens <= left) {
        taken.set(shot);
        left -= tokens;
      } else if (fit == Fit.STOP) {
        break;
      }
    }
    return taken.stream().toArray();
  }

  /** The positions kept when these examples are taken. */
  int[] positions(int[] taken) {
    BitSet kept = (BitSet) outside.clone();
    for (int shot : taken) {
      kept.set(prompt.shots().get(shot).from(), prompt.shots().get(shot).to());
    }
    return kept.stream().toArray();
  }

  private int cost(Range shot) {
    return shot.length() - outside.get(shot.from(), shot.to()).cardinality();
  }
}
