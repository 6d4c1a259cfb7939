package io.kvlab.manifest;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Where a dataset's shots come from. */
public sealed interface Shots {
  /** How many a prompt has unless the user says otherwise. */
  int byDefault();

  /** Whether a question with fewer shots than asked for is asked with those there are. */
  default boolean fewer() {
    return false;
  }

  /** The dataset has none. */
  record None() implements Shots {
    @Override
    public int byDefault() {
      return 0;
    }
  }

  /** A fixed list; each entry gives the templates' names their values. */
  record Listed(int byDefault, List<Map<String, String>> values) implements Shots {
    public Listed {
      values = values.stream().map(Map::copyOf).toList();
    }
  }

  /**
   * The first rows of a split, in its order, without the row that is asked.
   *
   * @param match a field whose value must be that of the question asked (MMLU's subject)
   * @param fewer whether a question for which there are fewer shots than asked for is asked with
   *     those there are
   */
  record FromSplit(int byDefault, String split, Optional<String> match, boolean fewer)
      implements Shots {}

  /**
   * Every row carries its own shots: a list of texts that end with their separator.
   *
   * @param fewer whether rows may carry fewer than asked for
   */
  record FromRow(int byDefault, String path, boolean fewer) implements Shots {}

  /**
   * A text file, the same for all rows, cut in front of every match of {@code boundary} (a regular
   * expression); a piece belongs to the shot whose number is the match's group 1.
   */
  record FromText(int byDefault, DataFile file, String boundary) implements Shots {}
}
