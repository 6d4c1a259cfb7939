package io.kvlab.jupyter.internal.kernel;

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

  static CellCompletion none(int caret) {
    return new CellCompletion(List.of(), caret, caret);
  }
}
