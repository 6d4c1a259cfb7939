package io.kvlab.report.chart;

import java.util.List;
import tech.tablesaw.api.Table;
import tech.tablesaw.plotly.components.Figure;

/** The back ends of a chart. */
public final class Charts {
  private Charts() {}

  /** A standalone SVG document, readable on light and dark ground. */
  public static String svg(Chart chart) {
    ChartPainter painter = new ChartPainter(chart);
    SvgCanvas canvas =
        new SvgCanvas(ChartPainter.WIDTH, painter.height(), chart.title(), chart.caption());
    painter.paint(canvas);
    return canvas.finish();
  }

  /**
   * A PNG file.
   *
   * @param scale pixels per point: 2 is sharp on paper
   * @param dark whether for dark ground
   */
  public static byte[] png(Chart chart, double scale, boolean dark) {
    ChartPainter painter = new ChartPainter(chart);
    ImageCanvas canvas = new ImageCanvas(ChartPainter.WIDTH, painter.height(), scale, dark);
    painter.paint(canvas);
    return canvas.finish();
  }

  /** A Tablesaw figure for Plotly; the page that shows it needs {@link PlotlyScript}. */
  public static Figure plotly(Chart chart) {
    return PlotlyChart.of(chart);
  }

  /** The numbers behind the picture, a table per panel that has few enough. */
  public static List<Table> tables(Chart chart) {
    return ChartTables.of(chart);
  }
}
