package io.kvlab.report.plot;

import io.kvlab.KvlabException;
import io.kvlab.report.ChartFigure;
import io.kvlab.report.Figure;
import io.kvlab.report.chart.Axis;
import io.kvlab.report.chart.Chart;
import io.kvlab.report.chart.Chart.Panel;
import io.kvlab.report.chart.Mark;
import io.kvlab.report.chart.Series;
import io.kvlab.summary.Summary;
import io.kvlab.summary.SummaryCell;
import io.kvlab.summary.stats.Interval;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Score against the share of the cache that is kept: a curve with its 95 % intervals per policy, a
 * panel per task, the full cache dashed.
 */
final class DegradationPlot {
  private final List<SummaryCell> cells;
  private final List<SummaryCell> baselines;
  private final Dimension by;
  private final Dimension facet;
  private final List<Dimension> naming;

  private DegradationPlot(Summary summary, PlotOptions options) {
    List<SummaryCell> measured =
        summary.cells().stream().filter(cell -> cell.examples().measured() > 0).toList();
    this.by = options.by().orElse(usual(measured));
    this.facet = options.facet().orElse(Dimension.TASK);
    this.baselines = measured.stream().filter(cell -> cell.key().isBaseline()).toList();
    boolean fullHasCurve = by == Dimension.SHOTS;
    this.cells =
        measured.stream()
            .filter(cell -> fullHasCurve || !cell.key().isBaseline())
            .filter(cell -> by.number(cell).isPresent())
            .toList();
    if (cells.isEmpty()) {
      throw KvlabException.usage(
          "There is nothing to plot by %s: the result holds no compressed cell that has one."
              .formatted(by.word()));
    }
    Dimension color = options.color().orElse(Dimension.POLICY);
    Set<Dimension> used = new LinkedHashSet<>(List.of(by, color, facet));
    if (by == Dimension.KEPT || by == Dimension.KV_BYTES) {
      used.add(Dimension.RATIO);
      used.add(Dimension.CAPACITY);
    }
    this.naming =
        Stream.concat(
                Stream.of(color).filter(dimension -> dimension != facet),
                PlotOptions.remaining(cells, used).stream())
            .toList();
  }

  static Figure of(Summary summary, PlotOptions options) {
    return new DegradationPlot(summary, options).draw();
  }

  private static Dimension usual(List<SummaryCell> cells) {
    boolean ratios =
        cells.stream()
            .anyMatch(cell -> !cell.key().isBaseline() && Dimension.RATIO.number(cell).isPresent());
    return ratios ? Dimension.RATIO : Dimension.CAPACITY;
  }

  private Figure draw() {
    Colors colors = new Colors();
    cells.forEach(cell -> colors.of(PlotOptions.label(cell, naming)));
    Axis x = horizontal();
    Axis y = vertical();
    List<Panel> panels = new ArrayList<>();
    for (String value : facets()) {
      List<Mark> marks = new ArrayList<>(baseline(value));
      colors.all().forEach((name, one) -> line(value, name, one).forEach(marks::add));
      panels.add(new Panel(facetTitle(value), x, y, marks));
    }
    return new ChartFigure(new Chart(title(), caption(), panels));
  }

  private List<String> facets() {
    return cells.stream().map(cell -> facet.label(cell.key())).distinct().toList();
  }

  private String facetTitle(String value) {
    if (facet != Dimension.TASK) {
      return value;
    }
    return cells.stream()
        .filter(cell -> facet.label(cell.key()).equals(value))
        .map(cell -> cell.key().workload().capability())
        .filter(capability -> !capability.isEmpty() && !capability.equals(value))
        .findFirst()
        .map(capability -> value + " (" + capability + ")")
        .orElse(value);
  }

  private List<Mark> baseline(String value) {
    List<Double> scores =
        baselines.stream()
            .filter(cell -> facet.label(cell.key()).equals(value))
            .map(SummaryCell::score)
            .distinct()
            .toList();
    if (scores.size() != 1 || by == Dimension.SHOTS) {
      return List.of();
    }
    double score = scores.get(0);
    return List.of(
        new Mark.Rule(score, false, String.format(Locale.ROOT, "full cache %.3f", score)));
  }

  private List<Mark> line(String value, String name, Series series) {
    List<SummaryCell> points =
        cells.stream()
            .filter(cell -> facet.label(cell.key()).equals(value))
            .filter(cell -> PlotOptions.label(cell, naming).equals(name))
            .sorted(Comparator.comparingDouble(cell -> by.number(cell).orElseThrow()))
            .toList();
    if (points.isEmpty()) {
      return List.of();
    }
    return List.of(
        new Mark.Line(
            series,
            points.stream().mapToDouble(cell -> by.number(cell).orElseThrow()).toArray(),
            points.stream().mapToDouble(SummaryCell::score).toArray(),
            points.stream().mapToDouble(cell -> interval(cell).low()).toArray(),
            points.stream().mapToDouble(cell -> interval(cell).high()).toArray(),
            points.stream().map(cell -> hover(cell, name)).toList()));
  }

  private static Interval interval(SummaryCell cell) {
    return cell.interval().orElseThrow();
  }

  private String hover(SummaryCell cell, String name) {
    String text =
        String.format(
            Locale.ROOT,
            "%s, %s, kept %.3f: score %.3f [%.3f, %.3f], n = %d",
            name,
            cell.key().treatment().budget(),
            cell.cache().kept(),
            cell.score(),
            interval(cell).low(),
            interval(cell).high(),
            cell.examples().measured());
    if (cell.drop().isPresent()) {
      text += String.format(Locale.ROOT, ", drop %+.3f", cell.drop().getAsDouble());
    }
    if (cell.pValue().isPresent()) {
      text += String.format(Locale.ROOT, ", p = %.3g", cell.pValue().getAsDouble());
    }
    return text;
  }

  private Axis horizontal() {
    double[] values =
        cells.stream()
            .mapToDouble(cell -> by.number(cell).orElseThrow())
            .distinct()
            .sorted()
            .toArray();
    double first = values[0];
    double last = values[values.length - 1];
    return switch (by) {
      case RATIO -> Axis.at("ratio: share of the prompt's KV cache kept", 0, 1, values);
      case KEPT -> Axis.linear("share of the KV cache really kept", 0, 1);
      case KV_BYTES -> Axis.bytes("KV cache per example", first, last);
      case SHOTS -> Axis.at("shots in the prompt", 0, last + 1, values);
      default -> Axis.linear("capacity: positions kept per KV head", 0, last * 1.05);
    };
  }

  private Axis vertical() {
    double[] values =
        Stream.concat(cells.stream(), baselines.stream())
            .flatMap(cell -> Stream.of(interval(cell).low(), interval(cell).high()))
            .mapToDouble(Double::doubleValue)
            .toArray();
    return Axis.around("score", values, 0, 1);
  }

  private String title() {
    List<String> models = cells.stream().map(c -> c.key().workload().model()).distinct().toList();
    return "What is left of the score when the KV cache is compressed: "
        + (models.size() <= 3 ? String.join(", ", models) : models.size() + " models");
  }

  private String caption() {
    int fewest = cells.stream().mapToInt(cell -> cell.examples().measured()).min().orElseThrow();
    int most = cells.stream().mapToInt(cell -> cell.examples().measured()).max().orElseThrow();
    String caption =
        "Score from 0 to 1, higher is better; bands are 95% intervals (Wilson); n = "
            + (fewest == most ? fewest + "" : fewest + " to " + most)
            + " examples a point"
            + (by == Dimension.SHOTS ? "." : "; dashed: the full cache.");
    List<String> blind =
        cells.stream()
            .collect(Collectors.groupingBy(cell -> cell.key().workload().task()))
            .entrySet()
            .stream()
            .filter(task -> task.getValue().stream().allMatch(SummaryCell::cannotShowAnEffect))
            .map(Map.Entry::getKey)
            .sorted()
            .toList();
    return blind.isEmpty()
        ? caption
        : caption
            + " No scored token of "
            + String.join(", ", blind)
            + " comes from a compressed cache (exposed 0), so these curves cannot show an effect.";
  }
}
