package io.kvlab.template;

import java.util.List;
import java.util.Optional;

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
  public record Piece(int id, int from, int to, int source) {
    /** Whether it holds the marked text's chars {@code [begin, end)}. */
    public boolean covers(int begin, int end) {
      return source <= begin && end <= source + to - from;
    }
  }

  /**
   * The first piece with all of a marked text's chars {@code [begin, end)}, white space at their
   * ends aside; empty where the template left them out, took them apart or wrote them otherwise.
   */
  public Optional<Piece> find(Marked marked, int begin, int end) {
    String text = marked.text();
    int from = begin;
    int to = end;
    while (from < to && Character.isWhitespace(text.charAt(from))) {
      from++;
    }
    while (to > from && Character.isWhitespace(text.charAt(to - 1))) {
      to--;
    }
    int first = from;
    int last = to;
    return first == last
        ? Optional.empty()
        : pieces.stream()
            .filter(piece -> piece.id() == marked.id() && piece.covers(first, last))
            .findFirst();
  }
}
