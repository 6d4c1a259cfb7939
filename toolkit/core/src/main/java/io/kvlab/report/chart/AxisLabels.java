package io.kvlab.report.chart;

import io.kvlab.report.chart.Axis.Tick;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The labels of a horizontal axis, set so that none touches its neighbour: names are broken between
 * words or turned, numbers are thinned out.
 *
 * @param lines per tick the lines of its label; none where it is left out
 * @param turned whether they stand aslant
 * @param height what they need below the axis, in pixels
 */
record AxisLabels(List<List<String>> lines, boolean turned, double height) {
  static final double SIZE = 11;
  static final double LINE = 13;
  private static final double SINGLE = 18;
  private static final double APART = 6;
  private static final int MOST_LINES = 3;

  /** Of a label that is turned, and what that needs. */
  private static final double LONGEST = 166;

  private static final double HIGHEST = 130;

  /**
   * @param width of the axis in pixels
   */
  static AxisLabels of(Axis axis, double width) {
    List<String> labels = axis.ticks().stream().map(Tick::label).toList();
    if (axis.kind() != Axis.Kind.CATEGORY) {
      return new AxisLabels(thinned(axis, labels, width), false, SINGLE);
    }
    double room = width / Math.max(1, labels.size()) - APART;
    List<Optional<List<String>>> broken =
        labels.stream().map(label -> broken(label, room)).toList();
    int most = broken.stream().flatMap(Optional::stream).mapToInt(List::size).max().orElse(1);
    if (broken.stream().allMatch(Optional::isPresent) && most <= MOST_LINES) {
      return new AxisLabels(
          broken.stream().map(Optional::orElseThrow).toList(), false, SINGLE + LINE * (most - 1));
    }
    if (labels.stream().allMatch(label -> label.matches("\\d+"))) {
      return new AxisLabels(thinned(axis, labels, width), false, SINGLE);
    }
    double longest =
        labels.stream().mapToDouble(label -> TextWidth.of(label, SIZE)).max().orElse(0);
    return new AxisLabels(
        labels.stream().map(label -> List.of(TextWidth.fit(label, SIZE, LONGEST))).toList(),
        true,
        Math.min(HIGHEST, longest * 0.71 + 12));
  }

  /** In lines, if every word has room; what stands in brackets needs none where it is broken. */
  private static Optional<List<String>> broken(String label, double room) {
    return TextWidth.wholeWords(label.replaceAll(" \\((.*)\\)$", " $1"), SIZE, room)
        .map(words -> TextWidth.heading(label, SIZE, room));
  }

  private static List<List<String>> thinned(Axis axis, List<String> labels, double width) {
    List<List<String>> lines = new ArrayList<>();
    double used = Double.NEGATIVE_INFINITY;
    int step = axis.kind() != Axis.Kind.LINEAR ? step(axis, labels, width) : 1;
    for (int i = 0; i < labels.size(); i++) {
      double half = TextWidth.of(labels.get(i), SIZE) / 2;
      double x = axis.place(axis.ticks().get(i).value()) * width;
      boolean shown = i % step == 0 && x - half > used + 4;
      lines.add(shown ? List.of(labels.get(i)) : List.of());
      used = shown ? x + half : used;
    }
    return lines;
  }

  /** Ticks of one distance, every second or third of which has room for its label. */
  private static int step(Axis axis, List<String> labels, double width) {
    double widest = labels.stream().mapToDouble(label -> TextWidth.of(label, SIZE)).max().orElse(0);
    double apart = width / Math.max(1, axis.ticks().size() - 1);
    return Math.max(1, (int) Math.ceil((widest + APART) / Math.max(1, apart)));
  }
}
