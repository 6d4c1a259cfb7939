package io.kvlab.session;

import io.kvlab.KvlabException;
import io.kvlab.dsl.ast.Name;
import io.kvlab.dsl.ast.Statement;
import io.kvlab.plan.CellKey;
import io.kvlab.plan.CellKey.Treatment;
import io.kvlab.plan.Plan.Sweep;
import io.kvlab.report.Figure;
import io.kvlab.report.plot.PlotKind;
import io.kvlab.report.plot.PlotOptions;
import io.kvlab.report.plot.Plots;
import io.kvlab.result.ExampleRow;
import io.kvlab.result.RunRows;
import io.kvlab.summary.Summary;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** {@code plot degradation of grid by ratio color policy facet task save "grid.html"}. */
final class PlotStatement {
  private final RowFilter filter;
  private final PromptSelections selecting;

  PlotStatement(RowFilter filter, PromptSelections selecting) {
    this.filter = filter;
    this.selecting = selecting;
  }

  Outcome plot(Statement.Plot plot, Outcome source) {
    PlotKind kind = PlotKind.named(plot.kind().text());
    Figure figure =
        switch (kind.needs()) {
          case GRID -> ofGrid(kind, plot, grid(kind, source));
          case ATTENTION -> ofAttention(kind, source);
          case SELECTION -> ofSelection(kind, plot, grid(kind, source));
        };
    List<Path> saved = plot.save().map(file -> Path.of(file.value())).stream().toList();
    saved.forEach(figure::save);
    return new Outcome.Picture(figure, saved);
  }

  private static Grid grid(PlotKind kind, Outcome source) {
    if (source instanceof Outcome.Experiment experiment) {
      return experiment.grid();
    }
    throw KvlabException.usage(
        "The plot "
            + kind.word()
            + " is made from the result of a compress query; bind one, as in grid = compress ...");
  }

  private Figure ofGrid(PlotKind kind, Statement.Plot plot, Grid grid) {
    List<RunRows> rows = grid.parts().stream().map(part -> part.with(filter::filter)).toList();
    if (rows.stream().allMatch(part -> part.rows().isEmpty())) {
      throw KvlabException.usage("Nothing of the result is left to plot; loosen the filters.");
    }
    return Plots.draw(
        kind,
        Summary.of(rows, grid.plan().cells()),
        PlotOptions.of(word(plot.by()), word(plot.color()), word(plot.facet())));
  }

  private static Figure ofAttention(PlotKind kind, Outcome source) {
    if (source instanceof Outcome.Attention attention) {
      return Plots.draw(kind, attention.result());
    }
    throw KvlabException.usage(
        "The plot "
            + kind.word()
            + " is made from the result of an attention query; bind one, as in seen = attention on ...");
  }

  /** Kept tokens of one prompt: the example that the filter names, or the first. */
  private Figure ofSelection(PlotKind kind, Statement.Plot plot, Grid grid) {
    Set<CellKey> cells =
        filter.filter(grid.rows()).stream().map(ExampleRow::cell).collect(Collectors.toSet());
    for (Sweep sweep : grid.plan().sweeps()) {
      List<Treatment> left =
          sweep.treatments().stream()
              .filter(t -> cells.contains(new CellKey(sweep.workload(), t)))
              .toList();
      if (left.stream().anyMatch(treatment -> !treatment.isFull())) {
        int example = plot.filters().examples().map(n -> n.ints()[0]).orElse(0);
        return Plots.draw(kind, selecting.of(kind, sweep.with(left), example, grid.plan().seed()));
      }
    }
    throw KvlabException.usage("Nothing of the result is left to plot; loosen the filters.");
  }

  private static Optional<String> word(Optional<Name> name) {
    return name.map(Name::text);
  }
}
