package io.kvlab.report;

import io.kvlab.report.chart.Chart;
import io.kvlab.report.chart.Charts;
import java.util.List;
import tech.tablesaw.api.Table;

/** A figure with axes. */
public record ChartFigure(Chart chart) implements Figure {
  @Override
  public String title() {
    return chart.title();
  }

  @Override
  public String caption() {
    return chart.caption();
  }

  @Override
  public String toSvg() {
    return Charts.svg(chart);
  }

  @Override
  public byte[] toPng(double scale) {
    return Charts.png(chart, scale, false);
  }

  /** The Tablesaw figure, for those who draw it themselves. */
  public tech.tablesaw.plotly.components.Figure plotly() {
    return Charts.plotly(chart);
  }

  @Override
  public String toFragment(String id) {
    var figure = plotly();
    return figure.divString(id) + "\n" + figure.asJavascript(id) + "\n";
  }

  @Override
  public List<Table> tables() {
    return Charts.tables(chart);
  }
}
