package io.kvlab.summary;

import io.kvlab.dsl.ast.CompressionPoint;
import io.kvlab.plan.CellKey;
import io.kvlab.plan.CellKey.Workload;
import io.kvlab.result.ExampleRow;
import io.kvlab.result.RunRows;
import io.kvlab.summary.stats.Bootstrap;
import io.kvlab.summary.stats.Holm;
import io.kvlab.summary.stats.Interval;
import io.kvlab.summary.stats.Pairs;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * A grid in numbers: one cell per workload and treatment, each compared with the full cache of its
 * own workload, examples paired by id.
 *
 * @param cells the rows of the summary frame
 * @param notes sentences that a reader of the numbers should know
 */
public record Summary(List<SummaryCell> cells, List<String> notes) {
  /** Resampling is seeded, so that a frame printed twice is the same. */
  private static final long SEED = 20_250_204;

  public Summary {
    cells = List.copyOf(cells);
    notes = List.copyOf(notes);
  }

  /** The summary of rows, whose order does not matter. */
  public static Summary of(List<RunRows> runs) {
    return of(runs, List.of());
  }

  /** The summary of rows with its cells in the given order, those it lacks behind. */
  public static Summary of(List<RunRows> runs, List<CellKey> order) {
    Map<CellKey, Found> byCell = group(runs);
    Set<CellKey> keys = new LinkedHashSet<>();
    order.stream().filter(byCell::containsKey).forEach(keys::add);
    byCell.keySet().stream().sorted(CellOrder.NATURAL).forEach(keys::add);
    return compared(keys.stream().map(key -> Objects.requireNonNull(byCell.get(key))).toList());
  }

  /** What the runs say of one cell. */
  private record Found(CellKey key, List<ExampleRow> rows, SortedSet<String> runs) {
    Found(CellKey key) {
      this(key, new ArrayList<>(), new TreeSet<>());
    }

    CellRows cell() {
      return new CellRows(key, rows, List.copyOf(runs));
    }
  }

  private static Map<CellKey, Found> group(List<RunRows> runs) {
    Map<CellKey, Found> byCell = new HashMap<>();
    for (RunRows run : runs) {
      for (ExampleRow row : run.rows()) {
        Found found = byCell.computeIfAbsent(row.cell(), Found::new);
        found.rows().add(row);
        found.runs().add(run.run());
      }
    }
    return byCell;
  }

  private static Summary compared(List<Found> found) {
    List<CellRows> cells = found.parallelStream().map(Found::cell).toList();
    Map<Workload, List<CellRows>> baselines = new HashMap<>();
    for (CellRows cell : cells) {
      if (cell.key().isBaseline()) {
        baselines.computeIfAbsent(cell.key().workload(), w -> new ArrayList<>()).add(cell);
      }
    }
    List<Optional<Comparison>> corrected =
        correct(compare(cells.parallelStream().map(cell -> pairs(cell, baselines)).toList()));
    List<SummaryCell> summaries =
        IntStream.range(0, cells.size())
            .parallel()
            .mapToObj(i -> cells.get(i).summarise(corrected.get(i)))
            .toList();
    return new Summary(summaries, SummaryNotes.of(summaries));
  }

  private static Optional<Pairs> pairs(CellRows cell, Map<Workload, List<CellRows>> baselines) {
    if (cell.key().isBaseline()) {
      return Optional.empty();
    }
    List<CellRows> candidates = baselines.getOrDefault(cell.key().workload(), List.of());
    CompressionPoint point = cell.key().treatment().point();
    return candidates.stream()
        .filter(candidate -> candidate.key().treatment().point() == point)
        .findFirst()
        .or(() -> candidates.stream().findFirst())
        .flatMap(cell::pairsWith);
  }

  private static List<Optional<Comparison>> compare(List<Optional<Pairs>> all) {
    List<Pairs> present = all.stream().flatMap(Optional::stream).toList();
    Iterator<Interval> intervals =
        Pairs.intervals(present, new Bootstrap(CellRows.REPLICATES, SEED), CellRows.CONFIDENCE)
            .iterator();
    Iterator<Double> pValues =
        present.parallelStream().map(pairs -> pairs.pValue(SEED)).toList().iterator();
    return all.stream()
        .map(maybe -> maybe.map(p -> Comparison.of(p, intervals.next(), pValues.next())))
        .toList();
  }

  /** Holm's correction over all comparisons that were made. */
  static List<Optional<Comparison>> correct(List<Optional<Comparison>> compared) {
    double[] adjusted =
        Holm.adjust(
            compared.stream().flatMap(Optional::stream).mapToDouble(Comparison::pValue).toArray());
    List<Optional<Comparison>> corrected = new ArrayList<>();
    int next = 0;
    for (Optional<Comparison> comparison : compared) {
      double value = comparison.isPresent() ? adjusted[next++] : Double.NaN;
      corrected.add(comparison.map(c -> c.withCorrected(value)));
    }
    return corrected;
  }
}
