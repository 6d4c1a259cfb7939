package io.kvlab.paper;

import io.kvlab.plan.CellKey;
import io.kvlab.policy.Budget;
import io.kvlab.result.ExampleRow;
import io.kvlab.summary.Summary;
import io.kvlab.summary.SummaryCell;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * A grid beside the published study.
 *
 * @param models a sentence on whose models these are
 * @param beside published cells with the grid's own
 * @param observations the six claims
 * @param blind cells that cannot show an effect, with the same at question where the grid has it
 */
public record PaperReport(
    String models, List<Beside> beside, List<Observation> observations, List<Blind> blind) {

  /** A published cell and ours. */
  public record Beside(Published published, SummaryCell ours) {}

  /** A cell that cannot show an effect, and the same task read at question. */
  public record Blind(SummaryCell cell, Optional<SummaryCell> atQuestion) {}

  /** Holds {@code rows} against the study. */
  public static PaperReport of(Collection<ExampleRow> rows, Summary summary) {
    List<SummaryCell> cells = summary.cells();
    return new PaperReport(
        models(cells),
        beside(cells),
        new Observations(new RelativeLoss(cells, rows)).all(),
        cells.stream()
            .filter(SummaryCell::cannotShowAnEffect)
            .map(cell -> new Blind(cell, atQuestion(cell, cells)))
            .toList());
  }

  private static String models(List<SummaryCell> cells) {
    List<String> models =
        cells.stream().map(cell -> cell.key().workload().model()).distinct().toList();
    List<String> others =
        models.stream().filter(model -> !Published.MODELS.containsKey(model)).toList();
    if (others.isEmpty()) {
      return "All models are the paper's.";
    }
    return String.join(", ", others)
        + (others.size() == 1 ? " is not a model" : " are not models")
        + " of the paper: its scores are no yardstick for these, only its claims are.";
  }

  private static List<Beside> beside(List<SummaryCell> cells) {
    List<Beside> pairs = new ArrayList<>();
    for (Published published : Published.all()) {
      for (SummaryCell cell : cells) {
        CellKey key = cell.key();
        String task = key.workload().task();
        boolean same =
            Published.AFTER.getOrDefault(task, task).equals(published.task())
                && key.treatment().policyName().equals(published.policy())
                && key.treatment().budget() instanceof Budget.Ratio ratio
                && ratio.value().compareTo(published.ratio()) == 0
                && cell.comparison().isPresent();
        if (same) {
          pairs.add(new Beside(published, cell));
        }
      }
    }
    return pairs;
  }

  private static Optional<SummaryCell> atQuestion(SummaryCell blind, List<SummaryCell> cells) {
    CellKey asked = AtQuestion.of(blind.key());
    return cells.stream().filter(cell -> cell.key().equals(asked)).findFirst();
  }
}
