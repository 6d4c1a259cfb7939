package io.kvlab.policy;

import io.kvlab.cache.Selection;
import io.kvlab.model.evidence.Evidence;

/**
 * A method as an algebra: {@link Scores} (what an entry is worth) times {@link Spread} (how the
 * budget spreads over layers and heads) times {@link Keep} (what always stays, and what stays or
 * goes as one). Most methods give their scores and a window; a {@link Wrapper} replaces one factor
 * of another method.
 *
 * <p>Every head keeps exactly what the spread gives it, unless what always stays exceeds it, or
 * units that stay whole do not fill it. Ties are broken as PyTorch does on a CPU.
 */
public interface ScoredPolicy extends Policy, Scores {
  /** How the budget spreads; evenly unless the method says otherwise. */
  default Spread spread() {
    return Spread.EVEN;
  }

  /** What always stays; nothing unless the method says otherwise. */
  default Keep keep() {
    return Keep.BEST;
  }

  @Override
  default Selection select(PromptView prompt, Evidence evidence, Budget budget) {
    Keep keep = keep();
    int n = prompt.length();
    if (n <= budget.entries(n) || keep.leavesWhole(prompt)) {
      return Positions.everything(prompt);
    }
    Spread spread = spread();
    Ranking ranking = new Ranking(prompt, evidence, this, keep);
    Room[] rooms = spread.rooms(ranking, keep.grain().entries(budget, n));
    int[][][] kept = new int[prompt.layers()][][];
    for (int layer = 0; layer < kept.length; layer++) {
      kept[layer] = ranking.best(layer, rooms[layer], spread.sorts());
    }
    return Selection.of(kept);
  }
}
