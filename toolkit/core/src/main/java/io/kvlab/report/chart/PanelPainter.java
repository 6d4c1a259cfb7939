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
  private static final double COLOR_BAR = 74;

  private final Panel panel;
  private final Canvas canvas;
  private double left;
  private double top;
  private double width;
  private double height;

  PanelPainter(Panel panel, Canvas canvas) {
    this.panel = panel;
    this.canvas = canvas;
  }

  void paint(double x, double y, double outerWidth, double outerHeight) {
    double labels =
        panel.y().ticks().stream()
            .mapToDouble(tick -> TextWidth.of(tick.label(), TICK))
            .max()
            .orElse(0);
    labels = Math.min(labels, outerWidth * 0.3);
    boolean regions = panel.marks().stream().anyMatch(Mark.Regions.class::isInstance);
    boolean colorBar = panel.marks().stream().anyMatch(Mark.Heat.class::isInstance);
    double above = (panel.title().isEmpty() ? 6 : 26) + (regions ? 18 : 0);
    left = x + labels + (panel.y().title().isEmpty() ? 10 : 30);
    top = y + above;
    width = x + outerWidth - left - (colorBar ? COLOR_BAR : 6);
    boolean turned = xLabelsTurned();
    height = outerHeight - above - below(turned) - 8;
    if (!panel.title().isEmpty()) {
      String title = TextWidth.fit(panel.title(), 13.5, width);
      canvas.text(title, left, y + 14, Type.of(Ink.TEXT, 13, Anchor.START).heavier());
    }
    grid();
    MarkPainter marks = new MarkPainter(panel, canvas, new Area(left, top, width, height));
    panel.marks().forEach(marks::paintBehind);
    panel.marks().forEach(marks::paint);
    line(left, top + height, left + width, top + height, Ink.FRAME);
    line(left, top, left, top + height, Ink.FRAME);
    yLabels(labels);
    xLabels(turned);
    titles(x, turned);
  }

  private double below(boolean turned) {
    double longest =
        panel.x().ticks().stream()
            .mapToDouble(tick -> TextWidth.of(tick.label(), TICK))
            .max()
            .orElse(0);
    double labels = turned ? Math.min(130, longest * 0.71 + 12) : 18;
    return labels + (panel.x().title().isEmpty() ? 4 : 20);
  }

  /** Category labels that would touch are turned; numbers are thinned out instead. */
  private boolean xLabelsTurned() {
    if (panel.x().kind() != Axis.Kind.CATEGORY) {
      return false;
    }
    double room = width / Math.max(1, panel.x().ticks().size());
    return panel.x().ticks().stream().anyMatch(tick -> TextWidth.of(tick.label(), TICK) > room - 6);
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

  private void xLabels(boolean turned) {
    double y = top + height + 15;
    double used = Double.NEGATIVE_INFINITY;
    for (Tick tick : panel.x().ticks()) {
      double x = left + panel.x().place(tick.value()) * width;
      if (turned) {
        String label = TextWidth.fit(tick.label(), TICK, 166);
        Type type = Type.of(Ink.MUTED, TICK, Anchor.END).turned(-45);
        if (x - used >= TICK + 2) {
          canvas.text(label, x + 4, y - 3, type);
          used = x;
        }
        continue;
      }
      double half = TextWidth.of(tick.label(), TICK) / 2;
      if (x - half > used + 4) {
        canvas.text(tick.label(), x, y, Type.of(Ink.MUTED, TICK, Anchor.MIDDLE));
        used = x + half;
      }
    }
  }

  private void titles(double x, boolean turned) {
    Type type = Type.of(Ink.TEXT, ChartPainter.LABEL, Anchor.MIDDLE);
    if (!panel.x().title().isEmpty()) {
      double y = top + height + below(turned) - 4;
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
