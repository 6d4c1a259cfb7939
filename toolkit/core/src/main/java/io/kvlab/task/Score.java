package io.kvlab.task;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How good one completion is.
 *
 * @param value 0..1, higher is better; with {@code units}, their mean
 * @param extracted the answer found in the completion; empty when none was found
 * @param others further judgements of the same completion by name, such as {@code strict} and
 *     {@code flexible}, each 0..1
 * @param units the single answers, when one generation holds several (LongGenBench); else empty
 */
public record Score(
    double value, Optional<String> extracted, Map<String, Double> others, List<Unit> units) {
  /** One of several answers in one generation. */
  public record Unit(String gold, Optional<String> extracted, double value) {}

  public Score {
    others = Map.copyOf(others);
    units = List.copyOf(units);
  }
}
