package io.kvlab.model.checkpoint;

import java.util.List;

/**
 * The rotary position embeddings of a model.
 *
 * @param width values of a head that turn; the rest pass
 * @param interleaved whether neighbors turn together; otherwise i and i + width/2 do
 * @param kinds the different ones
 * @param ofLayer per layer which kind; -1 for none
 */
public record Rotary(int width, boolean interleaved, List<Rope> kinds, List<Integer> ofLayer) {
  public Rotary {
    kinds = List.copyOf(kinds);
    ofLayer = List.copyOf(ofLayer);
  }

  /** One kind for all layers. */
  public static Rotary same(int width, boolean interleaved, Rope rope, int layers) {
    return new Rotary(width, interleaved, List.of(rope), java.util.Collections.nCopies(layers, 0));
  }

  /**
   * Up to so many positions angles do not depend on a sequence's length; beyond, what has been read
   * of it must have been read in knowledge of its length.
   */
  public int steadyUpTo() {
    return kinds.stream()
        .filter(rope -> rope.rule() != Rope.Rule.FIXED)
        .mapToInt(rope -> (int) rope.context())
        .min()
        .orElse(Integer.MAX_VALUE);
  }
}
