package io.kvlab.template;

import java.util.List;

/**
 * A rendered template.
 *
 * @param text the whole text
 * @param pieces what of it came from {@link Marked} texts, in the order of the text
 */
public record Rendering(String text, List<Piece> pieces) {
  /** Keeps its own list. */
  public Rendering {
    pieces = List.copyOf(pieces);
  }

  /**
   * Characters {@code [from, to)} of the rendered text, copied from the marked text {@code id},
   * beginning at its char {@code source}.
   */
  public record Piece(int id, int from, int to, int source) {}
}
