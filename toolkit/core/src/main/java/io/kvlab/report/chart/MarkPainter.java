package io.kvlab.report.chart;

import io.kvlab.report.chart.Canvas.Anchor;
import io.kvlab.report.chart.Canvas.Stroke;
import io.kvlab.report.chart.Canvas.Type;
import io.kvlab.report.chart.Chart.Panel;
import io.kvlab.report.chart.PanelPainter.Area;
import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.util.Arrays;
import java.util.List;

/** Draws the marks of one panel, in order. */
final class MarkPainter implements Mark.Pen {
  private static final double TEXT = 11;

  private final Panel panel;
  private final Canvas canvas;
  private final Area area;
  private final boolean colorBar;
  private final double[] stacked;

  /**
   * @param colorBar whether the colours of a heat are explained beside it
   */
  MarkPainter(Panel panel, Canvas canvas, Area area, boolean colorBar) {
    this.colorBar = colorBar;
    this.panel = panel;
    this.canvas = canvas;
    this.area = area;
    this.stacked = new double[panel.x().ticks().size()];
  }

  /** Intervals lie behind all curves. */
  void paintBehind(Mark mark) {
    if (mark instanceof Mark.Line line && line.hasBand()) {
      band(line);
    }
  }

  @Override
  public void heat(Mark.Heat heat) {
    new HeatPainter(panel, canvas, area).paint(heat, colorBar);
  }

  @Override
  public void path(Mark.Path path) {
    canvas.polyline(
        area.xs(panel.x(), path.x()),
        area.ys(panel.y(), path.y()),
        new Stroke(Ink.MUTED, 1.5, true));
  }

  private void band(Mark.Line line) {
    double[] x = area.xs(panel.x(), line.x());
    double[] low = area.ys(panel.y(), line.low());
    double[] high = area.ys(panel.y(), line.high());
    int n = x.length;
    double[] px = Arrays.copyOf(x, 2 * n);
    double[] py = Arrays.copyOf(low, 2 * n);
    for (int i = 0; i < n; i++) {
      px[n + i] = x[n - 1 - i];
      py[n + i] = high[n - 1 - i];
    }
    canvas.polygon(px, py, line.of().ink().at(0.14));
  }

  @Override
  public void line(Mark.Line line) {
    double[] x = area.xs(panel.x(), line.x());
    Ink ink = line.of().ink();
    double[] y = area.ys(panel.y(), line.y());
    canvas.polyline(x, y, new Stroke(ink, 2, false));
    if (x.length <= 60) {
      for (int i = 0; i < x.length; i++) {
        canvas.symbol(line.of().symbol(), x[i], y[i], 4, ink);
      }
    }
  }

  @Override
  public void points(Mark.Points points) {
    for (int i = 0; i < points.x().length; i++) {
      double x = area.x(panel.x(), points.x()[i]);
      double y = area.y(panel.y(), points.y()[i]);
      canvas.symbol(points.of().symbol(), x, y, 4.5, points.of().ink());
      String label = points.labels().get(i);
      if (!label.isEmpty()) {
        boolean right = x + 3 + TextWidth.of(label, TEXT) < area.right();
        Type type = Type.of(Ink.MUTED, TEXT, right ? Anchor.START : Anchor.END);
        boolean high = y - 8 - TEXT < area.top(); // above is the panel's title
        canvas.text(label, right ? x + 3 : x - 3, high ? y + 16 : y - 8, type);
      }
    }
  }

  @Override
  public void bars(Mark.Bars bars) {
    List<Mark.Bars> all = PanelPainter.bars(panel);
    double room = area.width() / panel.x().ticks().size();
    double wide = Math.min(46, room * 0.8 / all.size());
    for (int i = 0; i < bars.y().length; i++) {
      if (Double.isNaN(bars.y()[i])) {
        continue;
      }
      double middle = area.x(panel.x(), i) + (all.indexOf(bars) - (all.size() - 1) / 2.0) * wide;
      double zero = area.y(panel.y(), Math.max(0, panel.y().low()));
      double y = area.y(panel.y(), bars.y()[i]);
      Ink ink = bars.of().ink();
      double thin = Math.min(2, wide * 0.15);
      canvas.rect(
          middle - wide / 2 + thin / 2,
          Math.min(y, zero),
          wide - thin,
          Math.max(Math.abs(zero - y), 1),
          ink.at(0.85));
      if (bars.low()[i] == bars.high()[i]) {
        continue; // no interval
      }
      double low = area.y(panel.y(), bars.low()[i]);
      double high = area.y(panel.y(), bars.high()[i]);
      canvas.line(middle, low, middle, high, Stroke.thin(Ink.TEXT));
      canvas.line(middle - 3, low, middle + 3, low, Stroke.thin(Ink.TEXT));
      canvas.line(middle - 3, high, middle + 3, high, Stroke.thin(Ink.TEXT));
    }
  }

  @Override
  public void stack(Mark.Stack stack) {
    double room = area.width() / panel.x().ticks().size();
    double wide = Math.min(90, room * 0.7);
    for (int i = 0; i < stack.y().length; i++) {
      double bottom = area.y(panel.y(), stacked[i]);
      stacked[i] += stack.y()[i];
      double y = area.y(panel.y(), stacked[i]);
      double x = area.x(panel.x(), i) - wide / 2;
      canvas.rect(x, y, wide, bottom - y, stack.of().ink());
      canvas.line(x, y, x + wide, y, Stroke.thin(Ink.GROUND));
    }
  }

  @Override
  public void rule(Mark.Rule rule) {
    Stroke stroke = new Stroke(Ink.MUTED, 1.5, true);
    if (rule.vertical()) {
      double x = area.x(panel.x(), rule.at());
      canvas.line(x, area.top(), x, area.bottom(), stroke);
      canvas.text(rule.label(), x + 4, area.top() + 11, Type.of(Ink.MUTED, TEXT, Anchor.START));
      return;
    }
    double y = area.y(panel.y(), rule.at());
    canvas.line(area.left(), y, area.right(), y, stroke);
    double label = rule.isHigh(panel.y()) ? area.top() - 5 : y - 4;
    canvas.text(rule.label(), area.right(), label, Type.of(Ink.MUTED, TEXT, Anchor.END));
  }

  @Override
  public void regions(Mark.Regions regions) {
    double used = Double.NEGATIVE_INFINITY;
    List<Mark.Stretch> stretches =
        regions.readable(area.width() / (panel.x().high() - panel.x().low()));
    for (Mark.Stretch stretch : stretches) {
      double from = area.x(panel.x(), stretch.from());
      double to = area.x(panel.x(), stretch.to());
      canvas.line(from, area.top() - 14, from, area.bottom(), Stroke.thin(Ink.FRAME.at(0.7)));
      boolean last = stretch.equals(stretches.get(stretches.size() - 1));
      double room = to - from - 4 + (last ? 50 : 0);
      boolean whole = TextWidth.of(stretch.name(), TEXT) <= room;
      String name = TextWidth.fit(whole ? stretch.name() : stretch.shortName(), TEXT, room);
      if (!name.isEmpty() && !name.equals("…") && from > used) {
        canvas.text(name, from + 3, area.top() - 5, Type.of(Ink.MUTED, TEXT, Anchor.START));
        used = from + TextWidth.of(name, TEXT);
      }
      if (regions.both()) {
        double y = area.y(panel.y(), stretch.from());
        canvas.line(area.left(), y, area.right(), y, Stroke.thin(Ink.FRAME.at(0.7)));
      }
    }
  }

  /** A colour bar and the cells, as rectangles while they are few, else as an image. */
  private record HeatPainter(Panel panel, Canvas canvas, Area area) {
    private static final int MOST_RECTANGLES = 1500;

    /** Colours of an image. */
    private static final int SHADES = 60;

    void paint(Mark.Heat heat, boolean colorBar) {
      int rows = heat.z().length;
      int columns = rows == 0 ? 0 : heat.z()[0].length;
      if (rows * columns > MOST_RECTANGLES) {
        image(heat, rows, columns);
      } else {
        cells(heat, rows, columns);
      }
      if (colorBar) {
        colorBar(heat);
      }
    }

    private void cells(Mark.Heat heat, int rows, int columns) {
      double wide = area.width() / columns;
      double high = area.height() / rows;
      for (int row = 0; row < rows; row++) {
        for (int column = 0; column < columns; column++) {
          double value = heat.z()[row][column];
          double x = area.left() + column * wide;
          double y = area.top() + (downward() ? row : rows - 1 - row) * high;
          boolean missing = Double.isNaN(value);
          double share = heat.share(value);
          Ink ink = missing ? Ink.GRID : Ink.fixed(heat.scale().rgb(share));
          double gap = heat.texts().isEmpty() ? 0 : 1.5;
          canvas.rect(x + gap / 2, y + gap / 2, wide - gap, high - gap, ink);
          String text = heat.texts().isEmpty() ? "" : heat.texts().get(row).get(column);
          if (!text.isEmpty() && TextWidth.of(text, TEXT) < wide - 2) {
            Ink on =
                missing ? Ink.MUTED : Ink.fixed(heat.scale().isBright(share) ? 0x111111 : 0xffffff);
            canvas.text(text, x + wide / 2, y + high / 2 + 4, Type.of(on, TEXT, Anchor.MIDDLE));
          }
        }
      }
    }

    private void image(Mark.Heat heat, int rows, int columns) {
      BufferedImage image =
          new BufferedImage(columns, rows, BufferedImage.TYPE_BYTE_INDEXED, palette(heat.scale()));
      for (int row = 0; row < rows; row++) {
        for (int column = 0; column < columns; column++) {
          double value = heat.z()[row][column];
          int color = Double.isNaN(value) ? 0 : 1 + (int) Math.round(heat.share(value) * SHADES);
          image.getRaster().setSample(column, downward() ? row : rows - 1 - row, 0, color);
        }
      }
      canvas.image(image, area.left(), area.top(), area.width(), area.height());
    }

    /** Nothing where there is no value, then the scale: an image of few bytes. */
    private static IndexColorModel palette(ColorScale scale) {
      int[] colors = new int[SHADES + 2];
      for (int i = 0; i <= SHADES; i++) {
        colors[i + 1] = 0xff000000 | scale.rgb(i / (double) SHADES);
      }
      return new IndexColorModel(8, colors.length, colors, 0, true, 0, DataBuffer.TYPE_BYTE);
    }

    private boolean downward() {
      return panel.y().kind() == Axis.Kind.DOWNWARD;
    }

    private void colorBar(Mark.Heat heat) {
      double x = area.right() + 12;
      double height = Math.min(area.height(), 220);
      double top = area.top() + (area.height() - height) / 2;
      int steps = 60;
      for (int i = 0; i < steps; i++) {
        Ink ink = Ink.fixed(heat.scale().rgb(1 - (i + 0.5) / steps));
        canvas.rect(x, top + i * height / steps, 12, height / steps + (i < steps - 1 ? 1 : 0), ink);
      }
      Axis axis = Axis.linear("", heat.low(), heat.high());
      for (Axis.Tick tick : axis.ticks()) {
        double y = top + height - axis.place(tick.value()) * height;
        canvas.text(tick.label(), x + 16, y + 4, Type.of(Ink.MUTED, 10, Anchor.START));
      }
      canvas.text(
          TextWidth.fit(heat.unit(), TEXT, area.height()),
          x + 56,
          area.top() + area.height() / 2,
          Type.of(Ink.TEXT, TEXT, Anchor.MIDDLE).turned(90));
    }
  }
}
