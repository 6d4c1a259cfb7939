package io.kvlab.report.chart;

import io.kvlab.report.chart.Canvas.Anchor;
import io.kvlab.report.chart.Canvas.Stroke;
import io.kvlab.report.chart.Canvas.Type;
import io.kvlab.report.chart.Chart.Panel;
import java.util.ArrayList;
import java.util.List;

/**
 * Lays a chart out on a canvas: title, panels in rows, legend, caption. All sizes in points of 1/96
 * inch.
 */
final class ChartPainter {
  static final double WIDTH = 920;
  static final double LABEL = 12;
  private static final double TITLE = 17;
  private static final double EDGE = 20;
  private static final double LEGEND_LINE = 22;
  private static final double CAPTION_LINE = 17;

  private final Chart chart;
  private final List<String> title;
  private final List<String> caption;
  private final List<List<Series>> legend;
  private final double panelHeight;
  private final PanelPainter.Head head;

  ChartPainter(Chart chart) {
    this.chart = chart;
    this.title = TextWidth.wrap(chart.title(), TITLE * 1.05, WIDTH - 2 * EDGE);
    this.caption = TextWidth.wrap(chart.caption(), LABEL, WIDTH - 2 * EDGE);
    this.legend = legendLines(chart.legend());
    this.head = head(chart);
    this.panelHeight = panelHeight(chart) + head.height() - 26;
  }

  private static PanelPainter.Head head(Chart chart) {
    double width = panelWidth(chart) - 12;
    int lines =
        chart.panels().stream()
            .mapToInt(panel -> PanelPainter.heading(panel, width).size())
            .max()
            .orElse(0);
    return new PanelPainter.Head(lines, chart.hasLabelRow());
  }

  /** With the space between two. */
  private static double panelWidth(Chart chart) {
    return (WIDTH - 2 * EDGE + 12 - sharedBar(chart)) / chart.columns();
  }

  private static double sharedBar(Chart chart) {
    return chart.sharesColorBar() ? PanelPainter.COLOR_BAR - 6 : 0;
  }

  private static double panelHeight(Chart chart) {
    double height = chart.columns() == 1 ? 400 : chart.columns() == 2 ? 320 : 270;
    for (Panel panel : chart.panels()) {
      if (panel.y().kind() == Axis.Kind.DOWNWARD && panel.y().ticks().size() > 6) {
        boolean categories = panel.y().high() - panel.y().low() == panel.y().ticks().size();
        height = Math.max(height, categories ? 120 + 26.0 * panel.y().ticks().size() : height);
      }
      boolean square =
          panel.marks().stream().anyMatch(m -> m instanceof Mark.Regions r && r.both());
      if (square) {
        height = Math.max(height, (WIDTH - 2 * EDGE) / chart.columns() * 0.9);
      }
    }
    return height;
  }

  double height() {
    return Math.ceil(
        panelsTop()
            + chart.rows() * panelHeight
            + legend.size() * LEGEND_LINE
            + caption.size() * CAPTION_LINE
            + EDGE
            + 8);
  }

  void paint(Canvas canvas) {
    canvas.rect(0, 0, WIDTH, height(), Ink.GROUND);
    double y = EDGE + TITLE;
    for (String line : title) {
      canvas.text(line, EDGE, y, Type.of(Ink.TEXT, TITLE, Anchor.START).heavier());
      y += TITLE * 1.3;
    }
    boolean shared = chart.sharesColorBar();
    double bar = sharedBar(chart);
    double width = panelWidth(chart);
    for (int i = 0; i < chart.panels().size(); i++) {
      Panel panel = chart.panels().get(i);
      double left = EDGE + i % chart.columns() * width;
      double top = panelsTop() + (i / chart.columns()) * panelHeight;
      boolean explained = panel.heat().isPresent() && (!shared || chart.endsRow(i));
      new PanelPainter(panel, head, explained, canvas)
          .paint(left, top, width - 12 + (explained ? bar : 0), panelHeight);
    }
    y = panelsTop() + chart.rows() * panelHeight + LEGEND_LINE * 0.7;
    boolean barred =
        chart.panels().stream()
            .flatMap(panel -> panel.marks().stream())
            .anyMatch(mark -> mark instanceof Mark.Bars || mark instanceof Mark.Stack);
    boolean lined =
        chart.panels().stream()
            .flatMap(panel -> panel.marks().stream())
            .anyMatch(Mark.Line.class::isInstance);
    for (List<Series> line : legend) {
      double x = EDGE + 4;
      for (Series series : line) {
        if (barred) {
          canvas.rect(x + 6, y - 10, 16, 12, series.ink());
        } else {
          if (lined) {
            canvas.line(x, y - 4, x + 22, y - 4, new Stroke(series.ink(), 2, false));
          }
          canvas.symbol(series.symbol(), x + 11, y - 4, 4.5, series.ink());
        }
        canvas.text(series.name(), x + 29, y, Type.of(Ink.TEXT, LABEL, Anchor.START));
        x += entryWidth(series);
      }
      y += LEGEND_LINE;
    }
    y += 2;
    for (String line : caption) {
      canvas.text(line, EDGE, y, Type.of(Ink.MUTED, LABEL, Anchor.START));
      y += CAPTION_LINE;
    }
  }

  private double panelsTop() {
    return EDGE + title.size() * TITLE * 1.3 + 6;
  }

  private static double entryWidth(Series series) {
    return 29 + TextWidth.of(series.name(), LABEL) + 18;
  }

  private static List<List<Series>> legendLines(List<Series> series) {
    List<List<Series>> lines = new ArrayList<>();
    double used = Double.POSITIVE_INFINITY;
    for (Series one : series) {
      Series entry =
          new Series(TextWidth.fit(one.name(), LABEL, WIDTH - 2 * EDGE - 60), one.index());
      if (used + entryWidth(entry) > WIDTH - 2 * EDGE) {
        lines.add(new ArrayList<>());
        used = 0;
      }
      lines.get(lines.size() - 1).add(entry);
      used += entryWidth(entry);
    }
    return lines;
  }
}
