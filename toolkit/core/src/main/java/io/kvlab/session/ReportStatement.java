package io.kvlab.session;

import io.kvlab.KvlabException;
import io.kvlab.dsl.Vocabulary.Output;
import io.kvlab.dsl.ast.Statement;
import io.kvlab.engine.RunProgress;
import io.kvlab.internal.WholeFile;
import io.kvlab.paper.AtQuestion;
import io.kvlab.paper.PaperReport;
import io.kvlab.plan.Plan;
import io.kvlab.report.Figure;
import io.kvlab.report.PaperPage;
import io.kvlab.report.ResultCard;
import io.kvlab.report.plot.PlotKind;
import io.kvlab.report.plot.PlotOptions;
import io.kvlab.report.plot.Plots;
import io.kvlab.result.ExampleRow;
import io.kvlab.summary.Summary;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** {@code report grid to "card.html"} and {@code report paper of grid}. */
final class ReportStatement {
  private final Function<Plan, Grid> runner;
  private final RunProgress progress;

  /**
   * @param runner gives the result of a plan, from the store as far as it is there
   */
  ReportStatement(Function<Plan, Grid> runner, RunProgress progress) {
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
      case PAPER -> paper(grid, file);
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
    WholeFile.write(path, card.toHtml());
    return new Outcome.Message("Result card written to " + path + ".");
  }

  /** The page; or what was computed for it so far, if that was stopped. */
  private Outcome paper(Grid grid, Optional<Path> file) {
    Optional<Grid> question = theSameAtQuestion(grid);
    if (question.isPresent() && question.get().interrupted()) {
      return new Outcome.Experiment(question.get());
    }
    return page(question.map(more -> with(grid, more)).orElse(grid), file);
  }

  private static Outcome page(Grid grid, Optional<Path> file) {
    PaperPage page = new PaperPage(PaperReport.of(grid.rows(), grid.numbers()));
    if (file.isEmpty()) {
      return new Outcome.Paper(page);
    }
    WholeFile.write(file.get(), page.toHtml());
    return new Outcome.Message("Report beside the published study written to " + file.get() + ".");
  }

  /** Cells that cannot show an effect are run at question, on the same examples. */
  private Optional<Grid> theSameAtQuestion(Grid grid) {
    Optional<Plan> missing = AtQuestion.missing(grid.plan(), grid.numbers());
    if (missing.isEmpty()) {
      return Optional.empty();
    }
    try {
      progress.note(
          "Some cells cannot show an effect (exposed 0): the same tasks are run at question.");
      return Optional.of(runner.apply(missing.get()));
    } catch (KvlabException e) {
      if (e.kind() == KvlabException.Kind.INTERRUPTED) {
        throw e;
      }
      progress.note("They could not be run: " + e.getMessage());
      return Optional.empty();
    }
  }

  private static Grid with(Grid grid, Grid question) {
    return grid.with(
        question.parts().stream().map(part -> part.with(ReportStatement::compressed)).toList());
  }

  private static List<ExampleRow> compressed(List<ExampleRow> rows) {
    return rows.stream().filter(row -> !row.cell().isBaseline()).toList();
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
