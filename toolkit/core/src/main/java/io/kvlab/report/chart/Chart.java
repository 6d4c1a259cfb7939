package io.kvlab.report.chart;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
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
  }

  /** The series named in the legend, each once, in order of appearance. */
  public List<Series> legend() {
    Set<Series> series = new LinkedHashSet<>();
    for (Panel panel : panels) {
      for (Mark mark : panel.marks()) {
        mark.series().ifPresent(series::add);
      }
    }
    return new ArrayList<>(series);
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
