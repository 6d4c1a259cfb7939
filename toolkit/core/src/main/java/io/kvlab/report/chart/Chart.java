package io.kvlab.report.chart;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A picture of numbers.
 *
 * @param title what is shown
 * @param caption how to read it: units, n, intervals
 * @param panels side by side, row by row
 */
public record Chart(String title, String caption, List<Panel> panels) {
  public Chart {
    if (panels.isEmpty()) {
      throw new IllegalArgumentException("a chart has at least one panel");
    }
    panels = List.copyOf(panels);
  }

  /**
   * One pair of axes.
   *
   * @param title the facet's name; empty for none
   * @param x horizontal axis
   * @param y vertical axis
   * @param marks drawn in order, the first at the back
   */
  public record Panel(String title, Axis x, Axis y, List<Mark> marks) {
    public Panel {
      marks = List.copyOf(marks);
    }

    Optional<Mark.Heat> heat() {
      return marks.stream()
          .filter(Mark.Heat.class::isInstance)
          .map(Mark.Heat.class::cast)
          .findFirst();
    }
  }

  /**
   * The series named in the legend, each once, in order of appearance; those without a name are
   * not.
   */
  public List<Series> legend() {
    Set<Series> series = new LinkedHashSet<>();
    for (Panel panel : panels) {
      for (Mark mark : panel.marks()) {
        mark.series().filter(one -> !one.name().isEmpty()).ifPresent(series::add);
      }
    }
    return new ArrayList<>(series);
  }

  /** Whether one colour bar a row is enough: several panels, all of the same scale. */
  boolean sharesColorBar() {
    List<Optional<Mark.Heat>> heats = panels.stream().map(Panel::heat).toList();
    return heats.size() > 1
        && heats.stream().allMatch(Optional::isPresent)
        && heats.stream().flatMap(Optional::stream).map(Mark.Heat::key).distinct().count() == 1;
  }

  /** Whether the panel at {@code index} is the last of its row. */
  boolean endsRow(int index) {
    return index == panels.size() - 1 || index % columns() == columns() - 1;
  }

  /** Whether above some panel there stands a line of labels. */
  boolean hasLabelRow() {
    return panels.stream()
        .flatMap(panel -> panel.marks().stream().filter(mark -> labelled(mark, panel)))
        .findAny()
        .isPresent();
  }

  private static boolean labelled(Mark mark, Panel panel) {
    return mark instanceof Mark.Regions || mark instanceof Mark.Rule rule && rule.isHigh(panel.y());
  }

  /** Panels in a row: up to three, four as two by two. */
  int columns() {
    return switch (panels.size()) {
      case 1 -> 1;
      case 2, 4 -> 2;
      default -> 3;
    };
  }

  int rows() {
    return (panels.size() + columns() - 1) / columns();
  }
}
