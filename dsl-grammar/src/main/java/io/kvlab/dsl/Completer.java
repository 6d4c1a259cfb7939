package io.kvlab.dsl;

import io.kvlab.dsl.internal.Candidates;
import java.util.List;

/** Offers what may stand at the caret of a text that need not be finished, nor right elsewhere. */
public final class Completer {
  private Completer() {}

  /**
   * What may stand at the caret: first names in the order of the vocabulary, then keywords in the
   * order of the grammar. Where a word touches the caret, only what begins with it, in any case.
   *
   * @param caret offset in UTF-16 units, from 0 to the length of the text
   */
  public static List<Completion> complete(String text, int caret, Vocabulary vocabulary) {
    if (caret < 0 || caret > text.length()) {
      throw new IllegalArgumentException("the caret " + caret + " is outside the text");
    }
    return new Candidates(text, caret, vocabulary).list();
  }
}
