package io.kvlab.report.chart;

import io.kvlab.report.chart.Axis.Tick;
import io.kvlab.report.chart.Canvas.Anchor;
import io.kvlab.report.chart.Canvas.Stroke;
import io.kvlab.report.chart.Canvas.Type;
import io.kvlab.report.chart.Chart.Panel;
import java.util.List;

/** Draws one panel: frame, grid, axes with labels that never overlap, and its marks. */
final class PanelPainter {
  private static final double TICK = 11;
  static final double COLOR_BAR = 74;
  private static final double TITLE = 13.5;
  private static final double TITLE_LINE = 17;

  /** Lines of labels above a panel, between its title and its frame. */
  private static final double LABEL_ROW = 18;

  /**
   * What all panels of a chart have in common, so that their frames stand in lines.
   *
   * @param titleLines lines of the longest title
   * @param labelRow whether some panel has labels above its frame
   */
  record Head(int titleLines, boolean labelRow) {
    double height() {
      return (titleLines == 0 ? 6 : 9 + TITLE_LINE * titleLines) + (labelRow ? LABEL_ROW : 0);
    }
  }

  private final Panel panel;
  private final Head head;
  private final boolean colorBar;
  private final Canvas canvas;
  private double left;
  private double top;
  private double width;
  private double height;

  /**
   * @param colorBar whether the colours of its heat are explained beside it
   */
  PanelPainter(Panel panel, Head head, boolean colorBar, Canvas canvas) {
    this.panel = panel;
    this.head = head;
    this.colorBar = colorBar;
    this.canvas = canvas;
  }

  void paint(double x, double y, double outerWidth, double outerHeight) {
    double labels = yLabelWidth(panel, outerWidth);
    double above = head.height();
    left = x + leftRoom(panel, outerWidth);
    top = y + above;
    width = x + outerWidth - left - (colorBar ? COLOR_BAR : 6);
    AxisLabels labelled = AxisLabels.of(panel.x(), width);
    height = outerHeight - above - below(labelled) - 8;
    if (!panel.title().isEmpty()) {
      List<String> lines = heading(panel, outerWidth);
      double line = y + 14 + (head.titleLines() - lines.size()) * TITLE_LINE;
      for (String title : lines) {
        canvas.text(title, left, line, Type.of(Ink.TEXT, 13, Anchor.START).heavier());
        line += TITLE_LINE;
      }
    }
    grid();
    Area area = new Area(left, top, width, height);
    MarkPainter marks = new MarkPainter(panel, canvas, area, colorBar);
    panel.marks().forEach(marks::paintBehind);
    panel.marks().forEach(mark -> mark.draw(marks));
    line(left, top + height, left + width, top + height, Ink.FRAME);
    line(left, top, left, top + height, Ink.FRAME);
    yLabels(labels);
    xLabels(labelled);
    titles(x, labelled);
  }

  private static double yLabelWidth(Panel panel, double outerWidth) {
    double widest =
        panel.y().ticks().stream()
            .mapToDouble(tick -> TextWidth.of(tick.label(), TICK))
            .max()
            .orElse(0);
    return Math.min(widest, outerWidth * 0.3);
  }

  private static double leftRoom(Panel panel, double outerWidth) {
    return yLabelWidth(panel, outerWidth) + (panel.y().title().isEmpty() ? 10 : 30);
  }

  /** The panel's title in lines. */
  static List<String> heading(Panel panel, double outerWidth) {
    return panel.title().isEmpty()
        ? List.of()
        : TextWidth.heading(panel.title(), TITLE, outerWidth - leftRoom(panel, outerWidth));
  }

  private double below(AxisLabels labels) {
    return labels.height() + (panel.x().title().isEmpty() ? 4 : 20);
  }

  private void grid() {
    if (panel.marks().stream().anyMatch(Mark.Heat.class::isInstance)) {
      return;
    }
    for (Tick tick : panel.y().ticks()) {
      double y = top + height - panel.y().place(tick.value()) * height;
      line(left, y, left + width, y, Ink.GRID);
    }
    if (panel.x().kind() != Axis.Kind.CATEGORY) {
      for (Tick tick : panel.x().ticks()) {
        double x = left + panel.x().place(tick.value()) * width;
        line(x, top, x, top + height, Ink.GRID);
      }
    }
  }

  private void yLabels(double room) {
    double last = Double.NaN;
    for (Tick tick : panel.y().ticks()) {
      double y = top + height - panel.y().place(tick.value()) * height;
      if (Math.abs(y - last) < TICK + 1) {
        continue;
      }
      last = y;
      String label = TextWidth.fit(tick.label(), TICK, room + 1);
      canvas.text(label, left - 6, y + 4, Type.of(Ink.MUTED, TICK, Anchor.END));
    }
  }

  private void xLabels(AxisLabels labels) {
    double y = top + height + 15;
    double used = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < labels.lines().size(); i++) {
      double x = left + panel.x().place(panel.x().ticks().get(i).value()) * width;
      List<String> lines = labels.lines().get(i);
      if (labels.turned()) {
        if (x - used >= TICK + 2) {
          Type type = Type.of(Ink.MUTED, TICK, Anchor.END).turned(-45);
          canvas.text(lines.get(0), x + 4, y - 3, type);
          used = x;
        }
        continue;
      }
      for (int line = 0; line < lines.size(); line++) {
        canvas.text(
            lines.get(line),
            x,
            y + line * AxisLabels.LINE,
            Type.of(Ink.MUTED, TICK, Anchor.MIDDLE));
      }
    }
  }

  private void titles(double x, AxisLabels labels) {
    Type type = Type.of(Ink.TEXT, ChartPainter.LABEL, Anchor.MIDDLE);
    if (!panel.x().title().isEmpty()) {
      double y = top + height + below(labels) - 4;
      canvas.text(
          TextWidth.fit(panel.x().title(), ChartPainter.LABEL, width + 60),
          left + width / 2,
          y,
          type);
    }
    if (!panel.y().title().isEmpty()) {
      canvas.text(
          TextWidth.fit(panel.y().title(), ChartPainter.LABEL, height + 40),
          x + 12,
          top + height / 2,
          type.turned(-90));
    }
  }

  private void line(double x1, double y1, double x2, double y2, Ink ink) {
    canvas.line(x1, y1, x2, y2, Stroke.thin(ink));
  }

  /** The rectangle between the axes. */
  record Area(double left, double top, double width, double height) {
    double right() {
      return left + width;
    }

    double bottom() {
      return top + height;
    }

    double x(Axis axis, double value) {
      return left + axis.place(value) * width;
    }

    double y(Axis axis, double value) {
      return bottom() - axis.place(value) * height;
    }

    double[] xs(Axis axis, double[] values) {
      return java.util.Arrays.stream(values).map(value -> x(axis, value)).toArray();
    }

    double[] ys(Axis axis, double[] values) {
      return java.util.Arrays.stream(values).map(value -> y(axis, value)).toArray();
    }
  }

  /** The series of a panel's bars, in order: they share each category's room. */
  static List<Mark.Bars> bars(Panel panel) {
    return panel.marks().stream()
        .filter(Mark.Bars.class::isInstance)
        .map(Mark.Bars.class::cast)
        .toList();
  }
}
