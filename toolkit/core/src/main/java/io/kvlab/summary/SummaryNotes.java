package io.kvlab.summary;

import io.kvlab.plan.CellKey.Treatment;
import io.kvlab.plan.CellKey.Workload;
import io.kvlab.policy.Budget;
import io.kvlab.policy.method.StandardPolicies;
import io.kvlab.summary.stats.DetectableDrop;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** The sentences under a summary: what its numbers cannot say by themselves. */
final class SummaryNotes {
  private static final double ALPHA = 0.05;
  private static final int LISTED = 3;

  private final List<SummaryCell> cells;
  private final List<String> notes = new ArrayList<>();

  private SummaryNotes(List<SummaryCell> cells) {
    this.cells = cells;
  }

  static List<String> of(List<SummaryCell> cells) {
    SummaryNotes notes = new SummaryNotes(cells);
    notes.noEffectPossible();
    notes.failures();
    notes.withoutBaseline();
    notes.unpaired();
    notes.keptOtherwise();
    notes.smallestDrop();
    notes.severalAnswers();
    return notes.notes;
  }

  private void noEffectPossible() {
    byWorkload(SummaryCell::cannotShowAnEffect)
        .forEach(
            (workload, affected) -> {
              String points =
                  affected.stream()
                      .map(cell -> cell.key().treatment().point().keyword())
                      .distinct()
                      .collect(Collectors.joining(" and "));
              notes.add(
                  "exposed is 0 for %s %s: every scored token comes from the full cache, so %s cannot show an effect; try the same at question."
                      .formatted(
                          workload.task(),
                          "at " + points,
                          affected.size() == 1
                              ? "this cell"
                              : "these " + affected.size() + " cells"));
            });
  }

  private void failures() {
    int failed = cells.stream().mapToInt(cell -> cell.examples().failed()).sum();
    if (failed == 0) {
      return;
    }
    Map<String, Integer> reasons = new TreeMap<>();
    cells.forEach(
        cell ->
            cell.examples()
                .failures()
                .forEach((r, count) -> reasons.merge(r, count, Integer::sum)));
    notes.add(
        "%s failed and count%s neither as right nor as wrong: %s."
            .formatted(
                counted(failed, "example"),
                failed == 1 ? "s" : "",
                listed(
                    reasons.entrySet().stream()
                        .map(e -> e.getKey() + " (" + e.getValue() + ")")
                        .toList())));
  }

  private void withoutBaseline() {
    byWorkload(cell -> !cell.key().isBaseline() && cell.comparison().isEmpty())
        .forEach(
            (workload, affected) ->
                notes.add(
                    "No full-cache examples to compare %s with: run baseline on %s with %s."
                        .formatted(workload.task(), workload.task(), workload.model())));
  }

  private void unpaired() {
    List<String> affected =
        cells.stream()
            .filter(cell -> cell.comparison().isPresent())
            .filter(cell -> cell.comparison().get().pairs() < cell.examples().measured())
            .map(
                cell ->
                    "%s (%d of %d)"
                        .formatted(
                            named(cell),
                            cell.comparison().get().pairs(),
                            cell.examples().measured()))
            .toList();
    if (!affected.isEmpty()) {
      notes.add(
          "baseline and drop are over the examples that the full cache has too: "
              + listed(affected)
              + ".");
    }
  }

  private void keptOtherwise() {
    List<String> affected =
        cells.stream()
            .filter(SummaryNotes::keepsOtherwise)
            .map(
                cell ->
                    String.format(Locale.ROOT, "%s (kept %.3f)", named(cell), cell.cache().kept()))
            .toList();
    if (!affected.isEmpty()) {
      notes.add("kept differs from ratio by more than 0.01: " + listed(affected) + ".");
    }
  }

  private static boolean keepsOtherwise(SummaryCell cell) {
    return !cell.key().isBaseline()
        && cell.examples().measured() > 0
        && cell.key().treatment().budget() instanceof Budget.Ratio ratio
        && Math.abs(cell.cache().kept() - ratio.value().doubleValue()) > 0.01;
  }

  private void smallestDrop() {
    long family = cells.stream().filter(cell -> cell.comparison().isPresent()).count();
    if (family == 0) {
      alone();
      return;
    }
    Map<String, List<String>> tasks = new LinkedHashMap<>();
    byWorkload(cell -> cell.comparison().isPresent())
        .forEach(
            (workload, affected) -> {
              SummaryCell largest =
                  affected.stream()
                      .max(
                          java.util.Comparator.comparingInt(
                              cell -> cell.comparison().orElseThrow().pairs()))
                      .orElseThrow();
              int pairs = largest.comparison().orElseThrow().pairs();
              long answers =
                  Math.round(
                      (double) largest.examples().answers()
                          * pairs
                          / largest.examples().measured());
              OptionalDouble spread =
                  affected.stream()
                      .flatMapToDouble(cell -> cell.comparison().orElseThrow().spread().stream())
                      .max();
              String sentence =
                  spread.isPresent()
                      ? smallestMean(pairs, spread.getAsDouble(), family)
                      : smallestDrop(pairs, answers, family);
              tasks.computeIfAbsent(sentence, s -> new ArrayList<>()).add(workload.task());
            });
    add(tasks);
  }

  /** Sentences with the tasks they are about. */
  private void add(Map<String, List<String>> tasks) {
    tasks.forEach(
        (sentence, names) ->
            notes.add(sentence + " (" + listed(names.stream().distinct().toList()) + ")."));
  }

  /** A frame of baselines alone: what a comparison of one cell with them could show. */
  private void alone() {
    Map<String, List<String>> tasks = new LinkedHashMap<>();
    byWorkload(cell -> cell.key().isBaseline() && cell.examples().measured() > 0)
        .forEach(
            (workload, baselines) -> {
              SummaryCell.Examples examples = baselines.get(0).examples();
              double right = baselines.get(0).score() * examples.answers();
              // What fractional scores can show depends on differences that are not there yet.
              if (Math.abs(right - Math.rint(right)) < 1e-6) {
                tasks
                    .computeIfAbsent(
                        smallestDrop(examples.measured(), examples.answers(), 1) + " against it",
                        sentence -> new ArrayList<>())
                    .add(workload.task());
              }
            });
    add(tasks);
  }

  private static String smallestMean(int pairs, double spread, long family) {
    return String.format(
        Locale.ROOT,
        "With n = %d and differences that vary as here, no mean drop smaller than about %.3f could have been significant%s",
        pairs,
        DetectableDrop.ofSpread(spread, pairs, ALPHA / family),
        family > 1 ? " after Holm's correction over " + family + " cells" : "");
  }

  private static String smallestDrop(int pairs, long answers, long family) {
    OptionalDouble corrected = DetectableDrop.smallest(pairs, answers, ALPHA / family);
    String holm = family > 1 ? " after Holm's correction over " + family + " cells" : "";
    if (corrected.isEmpty()) {
      return "With n = %d no drop, however large, could have been significant%s"
          .formatted(pairs, holm);
    }
    return String.format(
        Locale.ROOT,
        "With n = %d no drop smaller than %.3f could have been significant%s",
        pairs,
        corrected.getAsDouble(),
        holm);
  }

  private void severalAnswers() {
    byWorkload(cell -> cell.examples().answers() > cell.examples().measured())
        .forEach(
            (workload, affected) -> {
              SummaryCell cell = affected.get(0);
              notes.add(
                  "n counts generations of %s; each holds %s answers, %s."
                      .formatted(
                          workload.task(),
                          perExample(cell.examples()),
                          cell.examples().measured() == 1
                              ? "taken as independent since there is no second one"
                              : "taken as one cluster by intervals and tests"));
            });
  }

  private static String perExample(SummaryCell.Examples examples) {
    double mean = (double) examples.answers() / examples.measured();
    return mean == Math.rint(mean)
        ? Long.toString((long) mean)
        : String.format(Locale.ROOT, "%.1f", mean);
  }

  private Map<Workload, List<SummaryCell>> byWorkload(Predicate<SummaryCell> affected) {
    return cells.stream()
        .filter(affected)
        .collect(
            Collectors.groupingBy(
                cell -> cell.key().workload(), LinkedHashMap::new, Collectors.toList()));
  }

  private static String named(SummaryCell cell) {
    Treatment treatment = cell.key().treatment();
    return StandardPolicies.LABELS.of(treatment.policy())
        + " "
        + treatment.budget()
        + " on "
        + cell.key().workload().task();
  }

  private static String counted(int count, String noun) {
    return count + " " + noun + (count == 1 ? "" : "s");
  }

  private static String listed(List<String> items) {
    String shown = items.stream().limit(LISTED).collect(Collectors.joining(", "));
    return items.size() <= LISTED ? shown : shown + " and " + (items.size() - LISTED) + " more";
  }
}
