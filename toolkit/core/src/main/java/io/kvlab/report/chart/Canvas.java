package io.kvlab.report.chart;

import java.awt.image.BufferedImage;

/** What a static picture is drawn on: SVG or an image. Coordinates in pixels, y downwards. */
public interface Canvas {

  /** How a line is drawn. */
  record Stroke(Ink ink, double width, boolean dashed) {
    static Stroke thin(Ink ink) {
      return new Stroke(ink, 1, false);
    }
  }

  /** Where a text lies against its point. */
  enum Anchor {
    START,
    MIDDLE,
    END
  }

  /**
   * How a text is set; its baseline starts at its point and turns around it.
   *
   * @param style plain, bold, or of equal letter widths
   * @param degrees clockwise
   */
  record Type(Ink ink, double size, Style style, Anchor anchor, double degrees) {
    static Type of(Ink ink, double size, Anchor anchor) {
      return new Type(ink, size, Style.PLAIN, anchor, 0);
    }

    Type heavier() {
      return new Type(ink, size, Style.BOLD, anchor, degrees);
    }

    Type monospaced() {
      return new Type(ink, size, Style.MONOSPACED, anchor, degrees);
    }

    Type turned(double degrees) {
      return new Type(ink, size, style, anchor, degrees);
    }
  }

  /** Kinds of letters. */
  enum Style {
    PLAIN,
    BOLD,
    MONOSPACED
  }

  /** Fills a rectangle. */
  void rect(double x, double y, double width, double height, Ink fill);

  /** Draws an open line through points. */
  void polyline(double[] x, double[] y, Stroke stroke);

  /** Fills a polygon. */
  void polygon(double[] x, double[] y, Ink fill);

  /** Writes one line of text. */
  void text(String text, double x, double y, Type type);

  /** Stretches an image over a rectangle, its pixels kept sharp. */
  void image(BufferedImage image, double x, double y, double width, double height);

  /** Draws one line. */
  default void line(double x1, double y1, double x2, double y2, Stroke stroke) {
    polyline(new double[] {x1, x2}, new double[] {y1, y2}, stroke);
  }

  /** Draws a series' symbol. */
  default void symbol(Symbol symbol, double x, double y, double radius, Ink ink) {
    double[][] corners = symbol.corners(x, y, radius);
    polygon(corners[0], corners[1], ink);
  }
}
