package io.kvlab.paper;

import io.kvlab.plan.CellKey;
import io.kvlab.plan.CellKey.Workload;
import io.kvlab.policy.Budget;
import io.kvlab.result.ExampleRow;
import io.kvlab.summary.SummaryCell;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * What each example lost against the full cache, as a share of the full cache's score. Cells that
 * cannot show an effect are no evidence and left out.
 */
final class RelativeLoss {
  private final List<SummaryCell> cells;
  private final Map<CellKey, Map<String, Double>> scores = new HashMap<>();

  RelativeLoss(List<SummaryCell> cells, Collection<ExampleRow> rows) {
    this.cells = cells;
    for (ExampleRow row : rows) {
      row.measured()
          .ifPresent(
              measured ->
                  scores
                      .computeIfAbsent(row.cell(), key -> new TreeMap<>())
                      .put(row.example().id(), measured.answer().score()));
    }
  }

  /**
   * Cells that count: with a baseline above 0, and with scored tokens that were computed from a
   * compressed cache. A cell that kept everything is no more evidence of robustness than one whose
   * scored tokens all came before the compression.
   */
  List<SummaryCell> evidence(Predicate<CellKey> wanted) {
    return cells.stream()
        .filter(cell -> !cell.key().isBaseline() && cell.cache().exposed() > 0)
        .filter(cell -> cell.comparison().isPresent() && cell.baseline().orElse(0) > 0)
        .filter(cell -> wanted.test(cell.key()))
        .toList();
  }

  /**
   * Per workload, each example's mean relative loss over the wanted cells: negative is worse.
   * Workloads of fewer than two examples are left out.
   */
  Map<Workload, Map<String, Double>> byExample(Predicate<CellKey> wanted) {
    Map<Workload, Map<String, List<Double>>> lists = new LinkedHashMap<>();
    for (SummaryCell cell : evidence(wanted)) {
      Workload workload = cell.key().workload();
      Map<String, Double> full = full(workload);
      double baseline = cell.baseline().orElseThrow();
      scores
          .getOrDefault(cell.key(), Map.of())
          .forEach(
              (id, score) -> {
                Double reference = full.get(id);
                if (reference != null) {
                  lists
                      .computeIfAbsent(workload, w -> new TreeMap<>())
                      .computeIfAbsent(id, i -> new ArrayList<>())
                      .add((score - reference) / baseline);
                }
              });
    }
    Map<Workload, Map<String, Double>> means = new LinkedHashMap<>();
    lists.forEach(
        (workload, examples) -> {
          if (examples.size() >= 2) {
            Map<String, Double> mean = new TreeMap<>();
            examples.forEach((id, all) -> mean.put(id, mean(all)));
            means.put(workload, mean);
          }
        });
    return means;
  }

  /** As {@link #byExample}, a sample per workload. */
  List<double[]> samples(Predicate<CellKey> wanted) {
    return byExample(wanted).values().stream()
        .map(examples -> examples.values().stream().mapToDouble(Double::doubleValue).toArray())
        .toList();
  }

  /** The full cache's score of a workload; empty where it was not measured. */
  OptionalDouble fullScore(Workload workload) {
    return full(workload).values().stream().mapToDouble(Double::doubleValue).average();
  }

  private Map<String, Double> full(Workload workload) {
    return cells.stream()
        .map(SummaryCell::key)
        .filter(key -> key.isBaseline() && key.workload().equals(workload))
        .findFirst()
        .map(key -> scores.getOrDefault(key, Map.of()))
        .orElse(Map.of());
  }

  static double mean(Collection<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).average().orElse(0);
  }

  /** The ratio kept; capacities have none. */
  static OptionalDouble ratio(CellKey key) {
    return key.treatment().budget() instanceof Budget.Ratio ratio
        ? OptionalDouble.of(ratio.value().doubleValue())
        : OptionalDouble.empty();
  }
}
