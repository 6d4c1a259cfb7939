package io.kvlab.report.plot;

import io.kvlab.KvlabException;
import io.kvlab.plan.CellKey.Workload;
import io.kvlab.report.ChartFigure;
import io.kvlab.report.Figure;
import io.kvlab.report.chart.Axis;
import io.kvlab.report.chart.Chart;
import io.kvlab.report.chart.Chart.Panel;
import io.kvlab.report.chart.Mark;
import io.kvlab.report.chart.Series;
import io.kvlab.summary.Summary;
import io.kvlab.summary.SummaryCell;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Scores of several abilities side by side; a panel per ratio, a bar per policy. */
final class CapabilityBars {
  private static final String FULL = "full cache";

  private CapabilityBars() {}

  static Figure of(Summary summary, PlotOptions options) {
    List<SummaryCell> cells =
        summary.cells().stream().filter(cell -> cell.examples().measured() > 0).toList();
    List<SummaryCell> compressed = cells.stream().filter(cell -> !cell.key().isBaseline()).toList();
    if (compressed.isEmpty()) {
      throw KvlabException.usage("There is nothing to compare: the result has only full caches.");
    }
    Dimension facet = options.facet().orElse(budget(compressed));
    Dimension color = options.color().orElse(Dimension.POLICY);
    List<Dimension> naming = new ArrayList<>(List.of(color));
    naming.addAll(
        PlotOptions.remaining(
            compressed,
            List.of(color, facet, Dimension.TASK, Dimension.CAPABILITY, Dimension.SHOTS)));
    List<String> tasks =
        cells.stream().map(cell -> cell.key().workload().task()).distinct().toList();
    Colors colors = new Colors();
    if (cells.size() > compressed.size()) {
      colors.of(FULL);
    }
    compressed.forEach(cell -> colors.of(PlotOptions.label(cell, naming)));
    List<Panel> panels = new ArrayList<>();
    List<String> facets =
        compressed.stream().map(cell -> facet.label(cell.key())).distinct().toList();
    for (String value : facets) {
      List<Mark> marks = new ArrayList<>();
      colors
          .all()
          .forEach(
              (name, one) -> {
                List<SummaryCell> bars =
                    cells.stream()
                        .filter(
                            cell ->
                                cell.key().isBaseline()
                                    ? name.equals(FULL)
                                        && belongs(cell.key().workload(), facet, value, compressed)
                                    : facet.label(cell.key()).equals(value)
                                        && PlotOptions.label(cell, naming).equals(name))
                        .toList();
                if (!bars.isEmpty()) {
                  marks.add(bars(one, bars, tasks));
                }
              });
      panels.add(
          new Panel(
              value, Axis.categories("", labels(tasks, cells)), Axis.linear("score", 0, 1), marks));
    }
    int n = cells.stream().mapToInt(cell -> cell.examples().measured()).min().orElseThrow();
    return new ChartFigure(
        new Chart(
            "Abilities side by side: "
                + String.join(
                    ", ", cells.stream().map(c -> c.key().workload().model()).distinct().toList()),
            "Score from 0 to 1, higher is better; whiskers are 95% intervals (Wilson); n = "
                + n
                + " examples a bar or more.",
            panels));
  }

  private static boolean belongs(
      Workload workload, Dimension facet, String value, List<SummaryCell> compressed) {
    return compressed.stream()
        .anyMatch(
            cell ->
                cell.key().workload().equals(workload) && facet.label(cell.key()).equals(value));
  }

  private static Dimension budget(List<SummaryCell> cells) {
    boolean ratios = cells.stream().anyMatch(cell -> Dimension.RATIO.number(cell).isPresent());
    return ratios ? Dimension.RATIO : Dimension.CAPACITY;
  }

  private static List<String> labels(List<String> tasks, List<SummaryCell> cells) {
    return tasks.stream()
        .map(
            task ->
                cells.stream()
                    .map(cell -> cell.key().workload())
                    .filter(workload -> workload.task().equals(task))
                    .map(Workload::capability)
                    .filter(capability -> !capability.isEmpty())
                    .findFirst()
                    .filter(capability -> tasks.size() > 1)
                    .orElse(task))
        .toList();
  }

  private static Mark bars(Series series, List<SummaryCell> cells, List<String> tasks) {
    double[] y = new double[tasks.size()];
    double[] low = new double[tasks.size()];
    double[] high = new double[tasks.size()];
    String[] hover = new String[tasks.size()];
    Arrays.fill(y, Double.NaN);
    Arrays.fill(low, Double.NaN);
    Arrays.fill(high, Double.NaN);
    Arrays.fill(hover, "");
    for (SummaryCell cell : cells) {
      int i = tasks.indexOf(cell.key().workload().task());
      y[i] = cell.score();
      low[i] = cell.interval().orElseThrow().low();
      high[i] = cell.interval().orElseThrow().high();
      hover[i] =
          String.format(
              Locale.ROOT,
              "%s, %s: %.3f [%.3f, %.3f], n = %d",
              tasks.get(i),
              series.name(),
              y[i],
              low[i],
              high[i],
              cell.examples().measured());
    }
    return new Mark.Bars(series, y, low, high, List.of(hover));
  }
}
