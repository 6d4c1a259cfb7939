package io.kvlab.report.plot;

import io.kvlab.KvlabException;
import io.kvlab.report.ChartFigure;
import io.kvlab.report.Figure;
import io.kvlab.report.chart.Axis;
import io.kvlab.report.chart.Chart;
import io.kvlab.report.chart.Chart.Panel;
import io.kvlab.report.chart.Mark;
import io.kvlab.report.chart.Series;
import io.kvlab.report.table.TextBytes;
import io.kvlab.summary.Summary;
import io.kvlab.summary.SummaryCell;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Score against memory; a dashed line joins the cells that none beats at less memory. */
final class ParetoPlot {
  private ParetoPlot() {}

  static Figure of(Summary summary, PlotOptions options) {
    List<SummaryCell> cells =
        summary.cells().stream()
            .filter(cell -> cell.examples().measured() > 0 && cell.cache().bytes() > 0)
            .toList();
    if (cells.isEmpty()) {
      throw KvlabException.usage("There is nothing to plot: no cell of the result has KV bytes.");
    }
    Dimension facet = options.facet().orElse(Dimension.TASK);
    Dimension color = options.color().orElse(Dimension.POLICY);
    List<Dimension> naming = new ArrayList<>(List.of(color));
    naming.addAll(
        PlotOptions.remaining(cells, List.of(color, facet, Dimension.RATIO, Dimension.CAPACITY)));
    Colors colors = new Colors();
    cells.forEach(cell -> colors.of(PlotOptions.label(cell, naming)));
    Axis x =
        Axis.bytes(
            "KV cache per example",
            cells.stream().mapToDouble(cell -> cell.cache().bytes()).min().orElseThrow(),
            cells.stream().mapToDouble(cell -> cell.cache().bytes()).max().orElseThrow());
    Axis y = Axis.around("score", cells.stream().mapToDouble(SummaryCell::score).toArray(), 0, 1);
    List<Panel> panels = new ArrayList<>();
    for (String value : cells.stream().map(cell -> facet.label(cell.key())).distinct().toList()) {
      List<SummaryCell> shown =
          cells.stream().filter(cell -> facet.label(cell.key()).equals(value)).toList();
      List<SummaryCell> front = front(shown);
      List<Mark> marks = new ArrayList<>();
      marks.add(
          new Mark.Path(
              front.stream().mapToDouble(cell -> cell.cache().bytes()).toArray(),
              front.stream().mapToDouble(SummaryCell::score).toArray(),
              "Pareto front"));
      colors
          .all()
          .forEach(
              (name, one) -> {
                List<SummaryCell> points =
                    shown.stream()
                        .filter(cell -> PlotOptions.label(cell, naming).equals(name))
                        .toList();
                if (!points.isEmpty()) {
                  marks.add(points(one, points, front));
                }
              });
      panels.add(new Panel(value, x, y, marks));
    }
    return new ChartFigure(
        new Chart(
            "Score against memory: "
                + String.join(
                    ", ", cells.stream().map(c -> c.key().workload().model()).distinct().toList()),
            "Score from 0 to 1; memory of keys and values after compression, mean per example,"
                + " logarithmic; dashed: the Pareto front, cells that none beats at less memory"
                + " (labelled); n = "
                + cells.stream().mapToInt(cell -> cell.examples().measured()).min().orElse(0)
                + " examples a point or more, intervals in the frame.",
            panels));
  }

  /** By rising memory, each with a higher score than all before it. */
  static List<SummaryCell> front(List<SummaryCell> cells) {
    List<SummaryCell> front = new ArrayList<>();
    cells.stream()
        .sorted(
            Comparator.comparingDouble((SummaryCell cell) -> cell.cache().bytes())
                .thenComparing(Comparator.comparingDouble(SummaryCell::score).reversed()))
        .forEach(
            cell -> {
              if (front.isEmpty() || cell.score() > front.get(front.size() - 1).score()) {
                front.add(cell);
              }
            });
    return front;
  }

  private static Mark points(Series series, List<SummaryCell> cells, List<SummaryCell> front) {
    return new Mark.Points(
        series,
        cells.stream().mapToDouble(cell -> cell.cache().bytes()).toArray(),
        cells.stream().mapToDouble(SummaryCell::score).toArray(),
        cells.stream().map(cell -> front.contains(cell) ? budget(cell) : "").toList(),
        cells.stream()
            .map(
                cell ->
                    String.format(
                        Locale.ROOT,
                        "%s, %s: score %.3f at %s",
                        series.name(),
                        cell.key().treatment().budget(),
                        cell.score(),
                        TextBytes.of(cell.cache().bytes())))
            .toList());
  }

  private static String budget(SummaryCell cell) {
    return cell.key().isBaseline()
        ? ""
        : cell.key().treatment().budget().toString().replace("ratio ", "").replace("capacity ", "");
  }
}
