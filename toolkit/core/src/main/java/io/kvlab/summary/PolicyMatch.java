package io.kvlab.summary;

import io.kvlab.KvlabException;
import io.kvlab.plan.CellKey;
import io.kvlab.plan.CellKey.Treatment;
import io.kvlab.result.ExampleRow;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Two policies over the same examples, at the same budget.
 *
 * @param first the cell of the first policy
 * @param second the cell of the second
 * @param firstScore score over the examples that both have
 * @param comparison the first against the second: a positive effect means the first is better
 */
public record PolicyMatch(CellKey first, CellKey second, double firstScore, Comparison comparison) {
  private static final long SEED = 20_250_204;

  /**
   * Compares two policies wherever a grid has both at the same workload, budget and point; Holm's
   * correction runs over all these places. The full cache has no budget: it is compared with every
   * one of the other policy.
   *
   * @param first a policy as an expression, or its name alone where that is not ambiguous
   * @param second likewise
   */
  public static List<PolicyMatch> of(
      Collection<ExampleRow> rows, List<CellKey> order, String first, String second) {
    Map<CellKey, List<ExampleRow>> byCell = new HashMap<>();
    rows.forEach(row -> byCell.computeIfAbsent(row.cell(), key -> new ArrayList<>()).add(row));
    List<CellKey> cells = new ArrayList<>(order.stream().filter(byCell::containsKey).toList());
    byCell.keySet().stream()
        .filter(key -> !cells.contains(key))
        .sorted(CellOrder.NATURAL)
        .forEach(cells::add);
    Predicate<CellKey> isFirst = named(first, cells);
    Predicate<CellKey> isSecond = named(second, cells);
    List<PolicyMatch> matches = new ArrayList<>();
    for (CellKey a : cells.stream().filter(isFirst).toList()) {
      for (CellKey b : cells.stream().filter(isSecond).filter(b -> matches(a, b)).toList()) {
        CellRows mine = new CellRows(a, byCell.getOrDefault(a, List.of()));
        CellRows theirs = new CellRows(b, byCell.getOrDefault(b, List.of()));
        mine.compareWith(theirs, SEED)
            .ifPresent(
                comparison ->
                    matches.add(
                        new PolicyMatch(
                            a, b, comparison.reference() + comparison.effect(), comparison)));
      }
    }
    if (matches.isEmpty()) {
      throw KvlabException.usage(
          "%s and %s share no task, budget and examples in this result, so there is nothing to"
                  .formatted(first, second)
              + " compare; run both on the same tasks with the same ratios.");
    }
    List<Optional<Comparison>> corrected =
        Summary.correct(matches.stream().map(match -> Optional.of(match.comparison())).toList());
    List<PolicyMatch> result = new ArrayList<>();
    for (int i = 0; i < matches.size(); i++) {
      PolicyMatch match = matches.get(i);
      result.add(
          new PolicyMatch(
              match.first(),
              match.second(),
              match.firstScore(),
              corrected.get(i).orElse(match.comparison())));
    }
    return result;
  }

  private static boolean matches(CellKey a, CellKey b) {
    if (a.equals(b) || !a.workload().equals(b.workload())) {
      return false;
    }
    Treatment x = a.treatment();
    Treatment y = b.treatment();
    return x.isFull()
        || y.isFull()
        || (x.budget().equals(y.budget())
            && x.decode().equals(y.decode())
            && x.point() == y.point());
  }

  /** Cells of exactly this expression, or else those whose policy has this name. */
  private static Predicate<CellKey> named(String policy, List<CellKey> cells) {
    if (cells.stream().anyMatch(key -> key.treatment().policy().equals(policy))) {
      return key -> key.treatment().policy().equals(policy);
    }
    List<String> expressions =
        cells.stream()
            .map(CellKey::treatment)
            .filter(treatment -> treatment.policyName().equals(policy))
            .map(Treatment::policy)
            .distinct()
            .toList();
    if (expressions.size() > 1) {
      throw KvlabException.usage(
          "%s stands for several policies of this result: %s; name one of them in full."
              .formatted(policy, String.join(", ", expressions)));
    }
    if (expressions.isEmpty()) {
      throw KvlabException.usage(
          "This result has no policy %s; it has %s."
              .formatted(
                  policy,
                  cells.stream()
                      .map(key -> key.treatment().policy())
                      .distinct()
                      .collect(Collectors.joining(", "))));
    }
    return key -> key.treatment().policy().equals(expressions.get(0));
  }
}
