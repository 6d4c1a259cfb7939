package io.kvlab.policy;

import io.kvlab.cache.Selection;
import java.util.Arrays;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/** Small operations on increasing lists of positions. */
public final class Positions {
  private Positions() {}

  /** The positions from {@code from} (inclusive) to {@code to} (exclusive). */
  public static int[] range(int from, int to) {
    int[] positions = new int[Math.max(0, to - from)];
    Arrays.setAll(positions, i -> from + i);
    return positions;
  }

  /** The numbers below n of which something holds. */
  static int[] where(int n, IntPredicate holds) {
    return IntStream.range(0, n).filter(holds).toArray();
  }

  /** Chosen positions, all before {@code n - window}, and the last {@code window} of n behind. */
  public static int[] withWindow(int[] chosen, int n, int window) {
    int[] all = Arrays.copyOf(chosen, chosen.length + window);
    for (int i = 0; i < window; i++) {
      all[chosen.length + i] = n - window + i;
    }
    return all;
  }

  /** The whole prompt, for every layer and KV head. */
  public static Selection everything(PromptView prompt) {
    return Selection.everything(prompt.layers(), prompt.kvHeads(), prompt.length());
  }

  /** One list per layer, shared by its KV heads. */
  public static Selection perLayer(PromptView prompt, int[][] layers) {
    int[][][] kept = new int[prompt.layers()][prompt.kvHeads()][];
    for (int layer = 0; layer < kept.length; layer++) {
      Arrays.fill(kept[layer], layers[layer]);
    }
    return Selection.of(kept);
  }
}
