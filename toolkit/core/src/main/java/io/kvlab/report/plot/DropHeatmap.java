package io.kvlab.report.plot;

import io.kvlab.KvlabException;
import io.kvlab.report.ChartFigure;
import io.kvlab.report.Figure;
import io.kvlab.report.chart.Axis;
import io.kvlab.report.chart.Chart;
import io.kvlab.report.chart.Chart.Panel;
import io.kvlab.report.chart.ColorScale;
import io.kvlab.report.chart.Mark;
import io.kvlab.summary.Summary;
import io.kvlab.summary.SummaryCell;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/** Relative drops as a matrix: a row per policy and budget, a column per task. */
final class DropHeatmap {
  private static final List<Dimension> COLUMN = List.of(Dimension.TASK);

  private DropHeatmap() {}

  static Figure of(Summary summary) {
    List<SummaryCell> cells =
        summary.cells().stream()
            .filter(cell -> !cell.key().isBaseline() && cell.relativeDrop().isPresent())
            .toList();
    if (cells.isEmpty()) {
      throw KvlabException.usage(
          "A heat map shows drops against the full cache, and this result has no cell with a"
              + " baseline above 0; 'plot bars' shows the scores themselves.");
    }
    List<Dimension> beside = new ArrayList<>(List.of(Dimension.POLICY));
    beside.addAll(
        PlotOptions.remaining(
            cells, List.of(Dimension.TASK, Dimension.POLICY, Dimension.RATIO, Dimension.CAPACITY)));
    beside.addAll(List.of(Dimension.RATIO, Dimension.CAPACITY));
    List<String> rows = labels(cells, beside);
    List<String> columns = labels(cells, COLUMN);
    double[][] z = new double[rows.size()][columns.size()];
    List<List<String>> texts = new ArrayList<>();
    for (double[] row : z) {
      Arrays.fill(row, Double.NaN);
      texts.add(new ArrayList<>(java.util.Collections.nCopies(columns.size(), "")));
    }
    double extreme = 0.1;
    for (SummaryCell cell : cells) {
      int row = rows.indexOf(PlotOptions.label(cell, beside));
      int column = columns.indexOf(PlotOptions.label(cell, COLUMN));
      OptionalDouble drop = cell.relativeDrop();
      z[row][column] = 100 * drop.orElseThrow();
      extreme = Math.max(extreme, Math.abs(drop.getAsDouble()));
      texts.get(row).set(column, text(cell));
    }
    double limit = 100 * Math.min(1, Math.ceil(extreme * 10) / 10);
    Mark heat = new Mark.Heat(z, -limit, limit, ColorScale.DIVERGING, "relative drop, %", texts);
    Panel panel = new Panel("", Axis.categories("", columns), Axis.rows("", rows), List.of(heat));
    return new ChartFigure(new Chart(title(cells), caption(cells), List.of(panel)));
  }

  private static String text(SummaryCell cell) {
    if (cell.cannotShowAnEffect()) {
      return "n/a";
    }
    double percent = 100 * cell.relativeDrop().orElseThrow();
    String number = String.format(Locale.ROOT, "%+.0f", percent);
    boolean significant = cell.pValue().orElse(1) <= 0.05;
    return (number.matches("[+-]0") ? "0" : number) + (significant ? "*" : "");
  }

  private static List<String> labels(List<SummaryCell> cells, List<Dimension> dimensions) {
    return cells.stream().map(cell -> PlotOptions.label(cell, dimensions)).distinct().toList();
  }

  private static String title(List<SummaryCell> cells) {
    return "Relative drop of the score against the full cache: "
        + String.join(", ", labels(cells, List.of(Dimension.MODEL)));
  }

  private static String caption(List<SummaryCell> cells) {
    String caption =
        "Percent of the full cache's score lost (orange) or gained (blue); a star: p <= 0.05,"
            + " exact McNemar test after Holm's correction over the grid; n = "
            + cells.stream().mapToInt(cell -> cell.examples().measured()).min().orElse(0)
            + " examples a cell or more.";
    return cells.stream().anyMatch(SummaryCell::cannotShowAnEffect)
        ? caption + " n/a: no scored token comes from a compressed cache."
        : caption;
  }
}
