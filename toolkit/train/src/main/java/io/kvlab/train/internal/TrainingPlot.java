package io.kvlab.train.internal;

import io.kvlab.train.TrainingProgress;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.DoubleUnaryOperator;

/** Draws loss and dev accuracy over the tokens read, one panel each, as SVG. */
final class TrainingPlot {
  private static final int WIDTH = 900;
  private static final int HEIGHT = 320;
  private static final int LEFT = 60;
  private static final int RIGHT = 160;
  private static final int TOP = 30;
  private static final List<String> COLORS =
      List.of(
          "#4477aa", "#ee6677", "#228833", "#ccbb44", "#66ccee", "#aa3377", "#999999", "#000000",
          "#e69f00", "#009e73", "#d55e00", "#cc79a7", "#0072b2", "#7b3294", "#a6611a", "#80cdc1");

  private record Point(double x, double y) {}

  private TrainingPlot() {}

  /** The drawing of all reports. */
  static String svg(List<TrainingProgress.Report> reports) {
    double most = reports.stream().mapToDouble(TrainingProgress.Report::tokens).max().orElse(1);
    double highest = reports.stream().mapToDouble(TrainingProgress.Report::loss).max().orElse(1);
    StringBuilder svg = new StringBuilder();
    svg.append(
        String.format(
            Locale.ROOT,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\""
                + " font-family=\"sans-serif\" font-size=\"12\">%n",
            WIDTH,
            2 * HEIGHT));
    svg.append("<rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n");
    double lowest =
        reports.stream().mapToDouble(TrainingProgress.Report::loss).min().orElse(highest / 10);
    double span = Math.max(Math.log(highest / lowest), 1e-3);
    axes(svg, 0, "loss (nats, logarithmic)", most, share -> lowest * Math.exp(share * span));
    List<Point> loss =
        reports.stream()
            .map(r -> new Point(r.tokens() / most, Math.log(r.loss() / lowest) / span))
            .toList();
    line(svg, 0, loss, COLORS.get(0));
    axes(svg, HEIGHT, "dev accuracy", most, share -> share);
    Set<String> groups = new LinkedHashSet<>();
    reports.forEach(report -> groups.addAll(report.accuracy().keySet()));
    int index = 0;
    for (String group : groups) {
      String color = COLORS.get(index % COLORS.size());
      List<Point> points = new ArrayList<>();
      for (TrainingProgress.Report report : reports) {
        Double value = report.accuracy().get(group);
        if (value != null) {
          points.add(new Point(report.tokens() / most, value));
        }
      }
      line(svg, HEIGHT, points, color);
      text(svg, WIDTH - RIGHT + 10, HEIGHT + TOP + 16 * index, group, color);
      index++;
    }
    return svg.append("</svg>\n").toString();
  }

  private static void axes(
      StringBuilder svg, int down, String title, double tokens, DoubleUnaryOperator height) {
    text(svg, LEFT, down + TOP - 12, title, "black");
    for (int i = 0; i <= 4; i++) {
      int y = y(down, i / 4.0);
      int x = x(i / 4.0);
      svg.append(
          String.format(
              Locale.ROOT, "<path d=\"M%d %dH%d\" stroke=\"#ddd\"/>%n", LEFT, y, WIDTH - RIGHT));
      text(svg, 8, y + 4, label(height.applyAsDouble(i / 4.0)), "black");
      String label = String.format(Locale.ROOT, "%.1fM", tokens * i / 4 / 1e6);
      text(svg, x - 12, down + HEIGHT - 16, label, "black");
    }
  }

  private static String label(double value) {
    return String.format(Locale.ROOT, value < 0.1 && value > 0 ? "%.3f" : "%.2f", value);
  }

  private static void line(StringBuilder svg, int down, List<Point> points, String color) {
    StringBuilder path = new StringBuilder();
    for (Point point : points) {
      path.append(path.isEmpty() ? "M" : "L");
      path.append(x(point.x())).append(' ').append(y(down, point.y()));
    }
    svg.append("<path d=\"" + path + "\" fill=\"none\" stroke=\"" + color + "\"/>\n");
  }

  private static void text(StringBuilder svg, int x, int y, String text, String color) {
    svg.append(
        "<text x=\"" + x + "\" y=\"" + y + "\" fill=\"" + color + "\">" + text + "</text>\n");
  }

  private static int x(double share) {
    return (int) Math.round(LEFT + share * (WIDTH - LEFT - RIGHT));
  }

  private static int y(int down, double share) {
    int bottom = HEIGHT - 40;
    return (int) Math.round(down + bottom - share * (bottom - TOP));
  }
}
