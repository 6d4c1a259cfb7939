package io.kvlab.summary;

import io.kvlab.plan.CellKey;
import io.kvlab.result.ExampleRow;
import io.kvlab.result.ExampleRow.Failed;
import io.kvlab.result.ExampleRow.Fidelity;
import io.kvlab.result.ExampleRow.Measured;
import io.kvlab.summary.stats.Bootstrap;
import io.kvlab.summary.stats.Interval;
import io.kvlab.summary.stats.Pairs;
import io.kvlab.summary.stats.Proportion;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

/** The rows of one cell, in the order of their examples, so that sums never depend on theirs. */
final class CellRows {
  static final double CONFIDENCE = 0.95;
  static final int REPLICATES = 2000;

  private final CellKey key;
  private final Map<String, Measured> measured = new LinkedHashMap<>();
  private final Map<String, Integer> failures = new TreeMap<>();
  private final List<String> runs;

  CellRows(CellKey key, Collection<ExampleRow> rows) {
    this(key, rows, List.of());
  }

  /**
   * @param runs the ids of the runs that computed the rows, sorted
   */
  CellRows(CellKey key, Collection<ExampleRow> rows, List<String> runs) {
    this.key = key;
    this.runs = List.copyOf(runs);
    List<ExampleRow> ordered = new ArrayList<>(rows);
    ordered.sort(
        Comparator.comparingInt((ExampleRow row) -> row.example().index())
            .thenComparing(row -> row.example().id()));
    for (ExampleRow row : ordered) {
      if (row.result() instanceof Measured result) {
        measured.put(row.example().id(), result);
      } else if (row.result() instanceof Failed failed) {
        failures.merge(failed.reason(), 1, Integer::sum);
      }
    }
  }

  CellKey key() {
    return key;
  }

  SummaryCell summarise(Optional<Comparison> comparison) {
    double[] successes = successes(measured.values());
    double[] sizes = sizes(measured.values());
    double answers = total(measured.values(), CellRows::size);
    Optional<Interval> interval =
        measured.isEmpty()
            ? Optional.empty()
            : Optional.of(Proportion.clustered(successes, sizes, CONFIDENCE));
    double kept = total(measured.values(), m -> m.cache().keptEntries());
    double entries = total(measured.values(), m -> m.cache().totalEntries());
    double seconds = total(measured.values(), m -> m.timing().decodeSeconds());
    double tokens = total(measured.values(), m -> m.answer().tokens().generated());
    return new SummaryCell(
        key,
        runs,
        new SummaryCell.Examples(measured.size(), Math.round(answers), failures, unanswered()),
        total(measured.values(), CellRows::success) / answers,
        interval,
        fidelity(),
        comparison,
        new SummaryCell.Cache(
            entries == 0 ? 1 : kept / entries,
            mean(m -> m.answer().tokens().exposed()),
            mean(m -> m.cache().bytes())),
        seconds > 0 && tokens > 0 ? OptionalDouble.of(tokens / seconds) : OptionalDouble.empty(),
        others());
  }

  /** This cell beside {@code reference}, examples paired by id; empty where none is in both. */
  Optional<Pairs> pairsWith(CellRows reference) {
    List<Measured> mine = new ArrayList<>();
    List<Measured> theirs = new ArrayList<>();
    measured.forEach(
        (id, result) -> {
          Measured partner = reference.measured.get(id);
          if (partner != null && size(partner) == size(result)) {
            mine.add(result);
            theirs.add(partner);
          }
        });
    return mine.isEmpty()
        ? Optional.empty()
        : Optional.of(new Pairs(successes(theirs), successes(mine), sizes(mine)));
  }

  /** This cell compared with {@code reference}; empty where no example is in both. */
  Optional<Comparison> compareWith(CellRows reference, long seed) {
    return pairsWith(reference)
        .map(
            pairs ->
                Comparison.of(
                    pairs,
                    pairs.interval(new Bootstrap(REPLICATES, seed), CONFIDENCE),
                    pairs.pValue(seed)));
  }

  private Optional<SummaryCell.MeanFidelity> fidelity() {
    List<Fidelity> all = measured.values().stream().flatMap(m -> m.fidelity().stream()).toList();
    double positions = all.stream().mapToDouble(Fidelity::positions).sum();
    return positions == 0
        ? Optional.empty()
        : Optional.of(
            new SummaryCell.MeanFidelity(
                all.stream().mapToDouble(Fidelity::nllSum).sum() / positions,
                all.stream().mapToDouble(Fidelity::klSum).sum() / positions));
  }

  private int unanswered() {
    return (int)
        measured.values().stream()
            .filter(m -> m.fidelity().isEmpty() && m.answer().extracted().isEmpty())
            .count();
  }

  private Map<String, Double> others() {
    Map<String, double[]> sums = new TreeMap<>();
    for (Measured result : measured.values()) {
      result
          .answer()
          .others()
          .forEach(
              (name, value) -> {
                double[] sum = sums.computeIfAbsent(name, n -> new double[2]);
                sum[0] += value;
                sum[1]++;
              });
    }
    Map<String, Double> means = new TreeMap<>();
    sums.forEach((name, sum) -> means.put(name, sum[0] / sum[1]));
    return means;
  }

  private double mean(ToDoubleFunction<Measured> value) {
    return total(measured.values(), value) / measured.size();
  }

  private static double size(Measured result) {
    return result.answer().units().total();
  }

  /** Answers right within an example; a score of 1/3 in three answers is exactly one. */
  private static double success(Measured result) {
    double success = result.answer().score() * size(result);
    return Math.abs(success - Math.rint(success)) < 1e-9 ? Math.rint(success) : success;
  }

  private static double[] successes(Collection<Measured> results) {
    return results.stream().mapToDouble(CellRows::success).toArray();
  }

  private static double[] sizes(Collection<Measured> results) {
    return results.stream().mapToDouble(CellRows::size).toArray();
  }

  private static double total(Collection<Measured> results, ToDoubleFunction<Measured> value) {
    return results.stream().mapToDouble(value).sum();
  }
}
