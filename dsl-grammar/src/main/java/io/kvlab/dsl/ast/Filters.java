package io.kvlab.dsl.ast;

import java.util.List;
import java.util.Optional;

/** Which rows of a result count; what is empty lets all through. */
public record Filters(
    List<Call> tasks,
    List<Name> models,
    List<Call> policies,
    Optional<Numbers> ratios,
    Optional<Numbers> capacities,
    Optional<Numbers> shots,
    Optional<Numbers> examples,
    Optional<Numbers> layers,
    Optional<Numbers> heads) {
  /** Lets everything through. */
  public static final Filters NONE =
      new Filters(
          List.of(),
          List.of(),
          List.of(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty());

  public Filters {
    tasks = List.copyOf(tasks);
    models = List.copyOf(models);
    policies = List.copyOf(policies);
    ratios.ifPresent(Budgets::requireRatios);
    for (Optional<Numbers> indices : List.of(capacities, shots, examples, layers, heads)) {
      indices.ifPresent(Filters::requireIndices);
    }
  }

  /** Checks that all numbers are whole and not below 0. */
  static void requireIndices(Numbers numbers) {
    for (int index : numbers.ints()) {
      if (index < 0) {
        throw new IllegalArgumentException("an index is at least 0, not " + index);
      }
    }
  }
}
