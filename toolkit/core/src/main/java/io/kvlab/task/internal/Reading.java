package io.kvlab.task.internal;

import io.kvlab.manifest.Judging;
import java.util.List;
import java.util.Optional;

/** The column {@code read}: what a person would take for the answer, and whether it is right. */
final class Reading {
  static final String NAME = "read";

  private final Judging.Reading kind;
  private final Letters letters;

  Reading(Judging.Reading kind, int choices) {
    this.kind = kind;
    this.letters = new Letters(choices == 0 ? 26 : choices);
  }

  /** The answer in a text without thoughts. */
  Optional<String> in(String text) {
    return switch (kind) {
      case NUMBER -> Numbers.read(text);
      case LETTER -> letters.read(text);
    };
  }

  double of(String text, List<String> golds) {
    return in(text).filter(found -> golds.stream().anyMatch(gold -> same(found, gold))).isPresent()
        ? 1
        : 0;
  }

  private boolean same(String found, String gold) {
    return switch (kind) {
      case NUMBER -> Numbers.same(found, gold);
      case LETTER -> found.equals(PythonText.strip(gold));
    };
  }
}
