package io.kvlab.session;

import io.kvlab.KvlabException;
import io.kvlab.dsl.ast.Statement;
import io.kvlab.experiment.Summary;
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
import java.util.Locale;
import java.util.Optional;

/** {@code report grid to "card.html"} and {@code report paper of grid}. */
final class Reporting {
  Outcome report(Statement.Report report, Grid grid) {
    Optional<Path> file = report.file().map(text -> Path.of(text.value()));
    file.ifPresent(Reporting::requireHtml);
    return switch (report.kind()) {
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
    Exports.write(path, card.toHtml());
    return new Outcome.Message("Result card written to " + path + ".");
  }

  private static Outcome paper(Grid grid, Optional<Path> file) {
    PaperPage page = new PaperPage(PaperReport.of(grid.rows(), grid.numbers()));
    if (file.isEmpty()) {
      return new Outcome.Message(page.toText());
    }
    Exports.write(file.get(), page.toHtml());
    return new Outcome.Message("Report beside the published study written to " + file.get() + ".");
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

  private static void requireHtml(Path file) {
    String name = file.toString().toLowerCase(Locale.ROOT);
    if (!name.endsWith(".html") && !name.endsWith(".htm")) {
      throw KvlabException.usage("A report is a page: '" + file + "' should end in .html.");
    }
  }
}
