package io.kvlab.jupyter.internal.kernel;

import java.util.ArrayList;
import java.util.List;

/**
 * What may stand at the cursor.
 *
 * @param start where the replaced text begins, in UTF-16 units
 * @param end where it ends, exclusive
 */
public record CellCompletion(List<Candidate> candidates, int start, int end) {
  /**
   * @param kind what the candidate is, for instance {@code policy}; may be empty
   */
  public record Candidate(String text, String kind) {}

  public CellCompletion {
    candidates = List.copyOf(candidates);
  }

  /** These, then those of {@code more} that are not among them and replace the same text. */
  CellCompletion and(CellCompletion more) {
    if (candidates.isEmpty()) {
      return more;
    }
    List<Candidate> all = new ArrayList<>(candidates);
    if (more.start == start) {
      more.candidates.stream()
          .filter(other -> candidates.stream().noneMatch(c -> c.text().equals(other.text())))
          .forEach(all::add);
    }
    return new CellCompletion(all, start, end);
  }

  static CellCompletion none(int caret) {
    return new CellCompletion(List.of(), caret, caret);
  }
}
