package io.kvlab.report.chart;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Something drawn between two axes. */
public sealed interface Mark {
  /** Has this mark drawn by the pen's method for its kind. */
  void draw(Pen pen);

  /** What draws marks: a method a kind, so that no kind is left out unseen. */
  interface Pen {
    void line(Line mark);

    void points(Points mark);

    void bars(Bars mark);

    void stack(Stack mark);

    void heat(Heat mark);

    void rule(Rule mark);

    void path(Path mark);

    void regions(Regions mark);
  }

  /** The series that the legend names, if any. */
  default Optional<Series> series() {
    return Optional.empty();
  }

  /**
   * Points joined by a line, with an interval around it.
   *
   * @param of the series
   * @param x ascending
   * @param y as many
   * @param low lower ends of intervals; empty for none
   * @param high upper ends; empty for none
   * @param hover a text per point
   */
  record Line(Series of, double[] x, double[] y, double[] low, double[] high, List<String> hover)
      implements Mark {
    public Line {
      if (x.length != y.length || low.length != high.length || hover.size() != x.length) {
        throw new IllegalArgumentException("a line has as many x as y and texts");
      }
    }

    @Override
    public Optional<Series> series() {
      return Optional.of(of);
    }

    /** Whether the line has intervals. */
    public boolean hasBand() {
      return low.length > 0;
    }

    @Override
    public void draw(Pen pen) {
      pen.line(this);
    }
  }

  /**
   * Points alone.
   *
   * @param labels written beside the points; an empty one is left out
   */
  record Points(Series of, double[] x, double[] y, List<String> labels, List<String> hover)
      implements Mark {
    @Override
    public Optional<Series> series() {
      return Optional.of(of);
    }

    @Override
    public void draw(Pen pen) {
      pen.points(this);
    }
  }

  /**
   * A bar per category of the x axis; several series stand side by side.
   *
   * @param y heights, NaN for none
   * @param low lower ends of intervals
   * @param high upper ends
   */
  record Bars(Series of, double[] y, double[] low, double[] high, List<String> hover)
      implements Mark {
    @Override
    public Optional<Series> series() {
      return Optional.of(of);
    }

    @Override
    public void draw(Pen pen) {
      pen.bars(this);
    }
  }

  /**
   * Bars stacked upon one another, a series a layer.
   *
   * @param y heights per category
   */
  record Stack(Series of, double[] y) implements Mark {
    @Override
    public Optional<Series> series() {
      return Optional.of(of);
    }

    @Override
    public void draw(Pen pen) {
      pen.stack(this);
    }
  }

  /**
   * A matrix of colours over both axes, row 0 at y = 0.
   *
   * @param z {@code [rows, columns]}, NaN for no value
   * @param low value of the scale's first colour
   * @param high value of its last
   * @param scale the colours
   * @param unit title of the colour bar
   * @param texts written into the cells, {@code [rows][columns]}; empty for none
   */
  record Heat(
      double[][] z,
      double low,
      double high,
      ColorScale scale,
      String unit,
      List<List<String>> texts)
      implements Mark {
    /** Equal for heats whose colours mean the same. */
    List<Object> key() {
      return List.of(low, high, scale, unit);
    }

    double share(double value) {
      return high > low ? (value - low) / (high - low) : 0;
    }

    @Override
    public void draw(Pen pen) {
      pen.heat(this);
    }
  }

  /**
   * A line across the panel with a label.
   *
   * @param vertical whether it stands at an x, not at a y
   */
  record Rule(double at, boolean vertical, String label) implements Mark {
    /** Whether it lies so high that its label has to stand above the panel. */
    boolean isHigh(Axis y) {
      return !vertical && y.place(at) > 0.93;
    }

    @Override
    public void draw(Pen pen) {
      pen.rule(this);
    }
  }

  /** A thin frontier line through points, without symbols. */
  record Path(double[] x, double[] y, String label) implements Mark {
    @Override
    public void draw(Pen pen) {
      pen.path(this);
    }
  }

  /**
   * Named stretches of the horizontal axis, labelled above the panel; with {@code both} also of the
   * vertical one.
   */
  record Regions(List<Stretch> stretches, boolean both) implements Mark {
    /** Pixels that a line and a number need. */
    private static final double NARROW = 11;

    /** The stretches as they can be told apart: where many are narrow, a sort of them is one. */
    List<Stretch> readable(double pixelsPerUnit) {
      List<Stretch> shown = new ArrayList<>();
      for (int i = 0, end; i < stretches.size(); i = end) {
        Stretch first = stretches.get(i);
        end = i + 1;
        while (end < stretches.size() && stretches.get(end).sort().equals(first.sort())) {
          end++;
        }
        Stretch last = stretches.get(end - 1);
        if ((last.to() - first.from()) * pixelsPerUnit / (end - i) < NARROW && end - i > 1) {
          shown.add(
              new Stretch(
                  first.from(),
                  last.to(),
                  first.sort() + "s " + first.shortName() + "-" + last.shortName()));
        } else {
          shown.addAll(stretches.subList(i, end));
        }
      }
      return shown;
    }

    @Override
    public void draw(Pen pen) {
      pen.regions(this);
    }
  }

  /** From {@code from} up to {@code to}. */
  record Stretch(double from, double to, String name) {
    /**
     * For where there is little room: the number alone of a numbered name ({@code shot 3}), the
     * first letter of another.
     */
    String shortName() {
      String end = name.substring(name.lastIndexOf(' ') + 1);
      return isNumber(end) ? end : name.substring(0, 1).toUpperCase(Locale.ROOT);
    }

    /** What several have in common: a numbered name without its number. */
    String sort() {
      int blank = name.lastIndexOf(' ');
      return blank > 0 && isNumber(name.substring(blank + 1)) ? name.substring(0, blank) : name;
    }

    private static boolean isNumber(String text) {
      return text.chars().allMatch(Character::isDigit);
    }
  }
}
