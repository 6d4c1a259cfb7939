package io.kvlab.session;

import io.kvlab.KvlabException;
import io.kvlab.dsl.ast.Name;
import io.kvlab.dsl.ast.Statement;
import io.kvlab.experiment.ExampleRow;
import io.kvlab.experiment.Summary;
import io.kvlab.report.Figure;
import io.kvlab.report.plot.PlotKind;
import io.kvlab.report.plot.PlotOptions;
import io.kvlab.report.plot.Plots;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** {@code plot degradation of grid by ratio color policy facet task save "grid.html"}. */
final class Plotting {
  private final RowFilter filter;

  Plotting(RowFilter filter) {
    this.filter = filter;
  }

  Outcome plot(Statement.Plot plot, Outcome source) {
    PlotKind kind = PlotKind.named(plot.kind().text());
    if (!(source instanceof Outcome.Experiment experiment)) {
      throw KvlabException.usage(
          "The plot " + kind.word() + " is made from " + kind.needs().words() + ".");
    }
    Grid grid = experiment.grid();
    List<ExampleRow> rows = filter.filter(grid.rows());
    if (rows.isEmpty()) {
      throw KvlabException.usage("Nothing of the result is left to plot; loosen the filters.");
    }
    Figure figure =
        Plots.draw(
            kind,
            Summary.of(rows, grid.plan().cells()),
            PlotOptions.of(word(plot.by()), word(plot.color()), word(plot.facet())));
    List<Path> saved = plot.save().map(file -> Path.of(file.value())).stream().toList();
    saved.forEach(figure::save);
    return new Outcome.Picture(figure, saved);
  }

  private static Optional<String> word(Optional<Name> name) {
    return name.map(Name::text);
  }
}
