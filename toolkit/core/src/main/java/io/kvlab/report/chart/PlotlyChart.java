package io.kvlab.report.chart;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kvlab.report.chart.Chart.Panel;
import io.kvlab.report.table.Plain;
import java.util.ArrayList;
import java.util.List;
import tech.tablesaw.plotly.components.Layout;

/** Turns a chart into a Plotly figure: axes and labels here, marks in {@link PlotlyMarks}. */
final class PlotlyChart {
  private static final double GAP_X = 0.09;

  /** Between panels with colour bars. */
  private static final double GAP_HEAT = 0.2;

  private final Chart chart;
  private final ObjectNode layout = JsonNodeFactory.instance.objectNode();
  private final ArrayNode annotations = layout.putArray("annotations");
  private final ArrayNode shapes = layout.putArray("shapes");
  private final List<JsonTrace> traces = new ArrayList<>();
  private final double bodyHeight;

  private PlotlyChart(Chart chart) {
    this.chart = chart;
    double panelHeight = chart.columns() == 1 ? 420 : 330;
    for (Panel panel : chart.panels()) {
      boolean rows = panel.y().kind() == Axis.Kind.DOWNWARD;
      panelHeight = Math.max(panelHeight, rows ? 90 + 26.0 * panel.y().ticks().size() : 0);
      boolean square =
          panel.marks().stream().anyMatch(m -> m instanceof Mark.Regions r && r.both());
      panelHeight = Math.max(panelHeight, square ? 960.0 / chart.columns() : 0);
    }
    this.bodyHeight = panelHeight * chart.rows();
  }

  static PlotlyFigure of(Chart chart) {
    return new PlotlyChart(chart).build();
  }

  private PlotlyFigure build() {
    int legendLines = (chart.legend().size() + 4) / 5;
    double bottom = 70 + 26.0 * legendLines;
    layout.put("autosize", true).put("height", (int) (bodyHeight + 68 + bottom));
    layout.put("paper_bgcolor", Ink.GROUND.token()).put("plot_bgcolor", Ink.GROUND.token());
    layout.put("hovermode", "closest").put("barmode", stacked() ? "stack" : "group");
    layout
        .putObject("font")
        .put("color", Ink.TEXT.token())
        .put("family", "system-ui, 'Segoe UI', Helvetica, Arial, 'DejaVu Sans', sans-serif")
        .put("size", 13);
    layout.putObject("margin").put("l", 64).put("r", 24).put("t", 58).put("b", bottom);
    layout
        .putObject("legend")
        .put("orientation", "h")
        .put("yanchor", "top")
        .put("y", -60 / bodyHeight)
        .put("x", 0);
    PlotlyMarks marks = new PlotlyMarks(traces, annotations, shapes, 900.0 / chart.columns() * 0.8);
    for (int i = 0; i < chart.panels().size(); i++) {
      double[] x = span(i % chart.columns(), chart.columns(), gap());
      int row = chart.rows() - 1 - i / chart.columns();
      double[] y = span(row, chart.rows(), 100 / bodyHeight);
      panel(i, x, y);
      marks.draw(chart.panels().get(i), i, x[1], y);
    }
    return new PlotlyFigure(traces, layout, Layout.builder().build());
  }

  private double gap() {
    boolean mixed =
        chart.panels().stream()
            .limit(chart.panels().size() - 1L)
            .flatMap(panel -> panel.marks().stream())
            .anyMatch(Mark.Heat.class::isInstance);
    return mixed ? GAP_HEAT : GAP_X;
  }

  private static double[] span(int index, int count, double gap) {
    double size = (1 - gap * (count - 1)) / count;
    double from = index * (size + gap);
    return new double[] {from, from + size};
  }

  private void panel(int index, double[] x, double[] y) {
    Panel panel = chart.panels().get(index);
    String number = index == 0 ? "" : Integer.toString(index + 1);
    axis(layout.putObject("xaxis" + number), panel.x(), x).put("anchor", "y" + number);
    axis(layout.putObject("yaxis" + number), panel.y(), y).put("anchor", "x" + number);
    if (!panel.title().isEmpty()) {
      boolean regions = panel.marks().stream().anyMatch(Mark.Regions.class::isInstance);
      annotations
          .addObject()
          .put("text", "<b>" + text(panel.title()) + "</b>")
          .put("xref", "paper")
          .put("yref", "paper")
          .put("x", x[0])
          .put("y", y[1])
          .put("xanchor", "left")
          .put("yanchor", "bottom")
          .put("yshift", regions ? 18 : 2)
          .put("showarrow", false);
    }
  }

  private static ObjectNode axis(ObjectNode node, Axis axis, double[] domain) {
    node.putArray("domain").add(domain[0]).add(domain[1]);
    boolean log = axis.kind() == Axis.Kind.LOG;
    double low = log ? Math.log10(axis.low()) : axis.low();
    double high = log ? Math.log10(axis.high()) : axis.high();
    boolean down = axis.kind() == Axis.Kind.DOWNWARD;
    node.putArray("range").add(down ? high : low).add(down ? low : high);
    node.put("type", log ? "log" : "linear");
    ArrayNode values = node.putArray("tickvals");
    ArrayNode labels = node.putArray("ticktext");
    axis.ticks()
        .forEach(
            tick -> {
              values.add(tick.value());
              labels.add(text(tick.label()));
            });
    ObjectNode title = node.putObject("title").put("text", text(axis.title()));
    title.put("standoff", 10).putObject("font").put("size", 13);
    node.put("ticks", "outside").put("ticklen", 4).put("tickcolor", Ink.FRAME.token());
    node.put("gridcolor", Ink.GRID.token()).put("linecolor", Ink.FRAME.token());
    boolean categories = axis.kind() == Axis.Kind.CATEGORY || down;
    node.put("showline", true).put("zeroline", false).put("showgrid", !categories);
    return node.put("automargin", true);
  }

  private boolean stacked() {
    return chart.panels().stream()
        .flatMap(panel -> panel.marks().stream())
        .anyMatch(Mark.Stack.class::isInstance);
  }

  /** Plotly takes markup in texts: everything that is not ours is escaped. */
  static String text(String text) {
    return Plain.line(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
