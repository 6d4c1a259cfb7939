package io.kvlab.model;

import io.kvlab.cache.Selection;
import io.kvlab.model.checkpoint.ModelConfig;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * What the next tokens can still see of a prompt: in a layer with a sliding window of w, the last w
 * - 1 positions. Nothing else is worth keeping, and nothing else counts as kept.
 */
public final class Visible {
  private final ModelConfig config;
  private final int length;

  /**
   * @param length positions of the prompt
   */
  public Visible(ModelConfig config, int length) {
    this.config = config;
    this.length = length;
  }

  /** The first position of a layer that the next token sees. */
  private int first(int layer) {
    int window = config.windows().get(layer);
    return window == 0 ? 0 : Math.max(0, length - window + 1);
  }

  /** Everything that can be seen. */
  public Selection everything() {
    return of(Selection.everything(config.layers(), config.kvHeads(), length), false);
  }

  /**
   * What a policy's choice comes to. Where some layers slide and others see everything, the policy
   * has its say in the latter, and the former keep what can be seen: they hold little already.
   * Where all layers slide, it has its say in all of them.
   */
  public Selection chosen(Selection selection) {
    List<Integer> windows = config.windows();
    boolean mixed = windows.contains(0) && windows.stream().anyMatch(window -> window > 0);
    return of(selection, mixed);
  }

  /**
   * A sentence where a policy chose entries that no later token can see, because all layers slide.
   *
   * @param kept what is left of its choice
   * @param allowed entries per KV head that it could choose
   */
  public Optional<String> unseen(Selection kept, int allowed) {
    boolean allSlide = config.windows().stream().allMatch(window -> window > 0);
    long heads = (long) config.layers() * config.kvHeads();
    return allSlide && kept.total() < heads * Math.min(allowed, length)
        ? Optional.of(
            String.format(
                Locale.ROOT,
                "%.1f of the %d entries allowed per KV head are kept: the others lie outside the"
                    + " sliding window of every later token, and what cannot be seen is not kept.",
                (double) kept.total() / heads,
                allowed))
        : Optional.empty();
  }

  private Selection of(Selection selection, boolean slidingWhole) {
    if (IntStream.range(0, config.layers()).allMatch(layer -> config.windows().get(layer) == 0)) {
      return selection;
    }
    int[][][] kept = new int[config.layers()][config.kvHeads()][];
    for (int layer = 0; layer < kept.length; layer++) {
      int first = first(layer);
      boolean whole = slidingWhole && config.windows().get(layer) > 0;
      int[] seen = IntStream.range(first, length).toArray();
      for (int head = 0; head < kept[layer].length; head++) {
        kept[layer][head] =
            whole
                ? seen
                : Arrays.stream(selection.positions(layer, head)).filter(p -> p >= first).toArray();
      }
    }
    return Selection.of(kept);
  }
}
