package io.kvlab.report.chart;

/** Shapes of points, so that series differ by more than colour. Corners on the unit circle. */
enum Symbol {
  CIRCLE("circle", 24, 0),
  SQUARE("square", 4, 45),
  DIAMOND("diamond", 4, 0),
  TRIANGLE_UP("triangle-up", 3, 90),
  PENTAGON("pentagon", 5, 90),
  TRIANGLE_DOWN("triangle-down", 3, 270),
  HEXAGON("hexagon", 6, 90),
  STAR("star", 10, 90);

  private final String plotly;
  private final int corners;
  private final double turn;

  Symbol(String plotly, int corners, double turn) {
    this.plotly = plotly;
    this.corners = corners;
    this.turn = turn;
  }

  /** The name that Plotly has for it. */
  String plotly() {
    return plotly;
  }

  /** Corners around {@code (x, y)}: two arrays, x and y. */
  double[][] corners(double x, double y, double radius) {
    double[][] points = new double[2][corners];
    for (int i = 0; i < corners; i++) {
      double angle = Math.toRadians(turn + 360.0 * i / corners);
      double reach = this == STAR && i % 2 == 1 ? radius * 0.5 : radius * 1.15;
      points[0][i] = x + reach * Math.cos(angle);
      points[1][i] = y - reach * Math.sin(angle);
    }
    return points;
  }
}
