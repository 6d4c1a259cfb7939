package io.kvlab.session;

import io.kvlab.KvlabException;
import io.kvlab.dsl.Vocabulary.Output;
import io.kvlab.dsl.ast.Statement;
import io.kvlab.experiment.ExampleRow;
import io.kvlab.experiment.Plan;
import io.kvlab.experiment.Progress;
import io.kvlab.experiment.Summary;
import io.kvlab.experiment.paper.AtQuestion;
import io.kvlab.experiment.paper.PaperReport;
import io.kvlab.report.Figure;
import io.kvlab.report.PaperPage;
import io.kvlab.report.ResultCard;
import io.kvlab.report.plot.PlotKind;
import io.kvlab.report.plot.PlotOptions;
import io.kvlab.report.plot.Plots;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** {@code report grid to "card.html"} and {@code report paper of grid}. */
final class Reporting {
  private final Function<Plan, List<ExampleRow>> runner;
  private final Progress progress;

  /**
   * @param runner gives the rows of a plan, from the store as far as they are there
   */
  Reporting(Function<Plan, List<ExampleRow>> runner, Progress progress) {
    this.runner = runner;
    this.progress = progress;
  }

  Outcome report(Statement.Report.Kind kind, Grid grid, Optional<Path> file) {
    file.flatMap(path -> OutputFiles.refusal(Output.REPORT, path.toString()))
        .ifPresent(
            sentence -> {
              throw KvlabException.usage(sentence);
            });
    return switch (kind) {
      case CARD -> card(grid, file);
      case PAPER -> paper(withTheSameAtQuestion(grid), file);
    };
  }

  private static Outcome card(Grid grid, Optional<Path> file) {
    Path path =
        file.orElseThrow(
            () -> KvlabException.usage("Say where the card goes: report grid to \"card.html\"."));
    Summary summary = grid.numbers();
    ResultCard card =
        new ResultCard(
            grid.plan().statement(),
            grid.run(),
            summary,
            grid.notes(),
            figures(summary),
            grid.provenance());
    Exports.write(path, card.toHtml());
    return new Outcome.Message("Result card written to " + path + ".");
  }

  private static Outcome paper(Grid grid, Optional<Path> file) {
    PaperPage page = new PaperPage(PaperReport.of(grid.rows(), grid.numbers()));
    if (file.isEmpty()) {
      return new Outcome.Paper(page);
    }
    Exports.write(file.get(), page.toHtml());
    return new Outcome.Message("Report beside the published study written to " + file.get() + ".");
  }

  /** Cells that cannot show an effect are run at question, on the same examples. */
  private Grid withTheSameAtQuestion(Grid grid) {
    Optional<Plan> missing = AtQuestion.missing(grid.plan(), grid.numbers());
    if (missing.isEmpty()) {
      return grid;
    }
    List<ExampleRow> rows = new ArrayList<>(grid.rows());
    try {
      progress.note(
          "Some cells cannot show an effect (exposed 0): the same tasks are run at question.");
      for (ExampleRow row : runner.apply(missing.get())) {
        if (!row.cell().isBaseline()) {
          rows.add(row);
        }
      }
    } catch (KvlabException e) {
      if (e.kind() == KvlabException.Kind.INTERRUPTED) {
        throw e;
      }
      progress.note("They could not be run: " + e.getMessage());
    }
    return new Grid(grid.run(), grid.plan(), rows, grid.provenance(), grid.interrupted());
  }

  /** Every plot of a grid that this result has the data for. */
  private static List<Figure> figures(Summary summary) {
    List<Figure> figures = new ArrayList<>();
    for (PlotKind kind : PlotKind.values()) {
      if (kind.needs() != PlotKind.Needs.GRID) {
        continue;
      }
      try {
        figures.add(Plots.draw(kind, summary, PlotOptions.DEFAULT));
      } catch (KvlabException lacking) {
        continue; // a baseline alone has no curve, an empty cache no bytes: the card goes without
      }
    }
    return figures;
  }
}
