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

  /** Pixels that all panels of a row have together on a page of usual width. */
  private static final double PAGE = 860;

  /** Of Plotly's letters against those that are measured. */
  private static final double LARGER = 1.15;

  private static final double TITLE = 13.5;
  private static final double TITLE_LINE = 17;
  private static final double LABEL_ROW = 18;

  private final Chart chart;
  private final ObjectNode layout = JsonNodeFactory.instance.objectNode();
  private final ArrayNode annotations = layout.putArray("annotations");
  private final ArrayNode shapes = layout.putArray("shapes");
  private final List<JsonTrace> traces = new ArrayList<>();
  private final double bodyHeight;
  private final double panelWidth;

  /** What stands above and below each frame, in pixels. */
  private final double above;

  private final double below;

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
    this.panelWidth = PAGE * (1 - gap() * (chart.columns() - 1)) / chart.columns();
    int titleLines =
        chart.panels().stream().mapToInt(panel -> heading(panel).size()).max().orElse(0);
    this.above = TITLE_LINE * titleLines + (chart.hasLabelRow() ? LABEL_ROW : 0);
    this.below = chart.panels().stream().mapToDouble(this::below).max().orElse(0);
    this.bodyHeight = panelHeight * chart.rows() + (above + below + 16) * (chart.rows() - 1);
  }

  private double below(Panel panel) {
    AxisLabels labels = labels(panel.x());
    return labels.height() * LARGER * LARGER + (panel.x().title().isEmpty() ? 4 : 24);
  }

  private List<String> heading(Panel panel) {
    return panel.title().isEmpty()
        ? List.of()
        : TextWidth.heading(panel.title(), TITLE, panelWidth + 20);
  }

  private AxisLabels labels(Axis axis) {
    return AxisLabels.of(axis, panelWidth / LARGER);
  }

  static PlotlyFigure of(Chart chart) {
    return new PlotlyChart(chart).build();
  }

  private PlotlyFigure build() {
    int legendLines = (chart.legend().size() + 4) / 5;
    double bottom = below + 16 + 26.0 * legendLines;
    double top = 36 + above;
    layout.put("autosize", true).put("height", (int) (bodyHeight + top + bottom));
    layout.put("paper_bgcolor", Ink.GROUND.token()).put("plot_bgcolor", Ink.GROUND.token());
    layout.put("hovermode", "closest").put("barmode", stacked() ? "stack" : "group");
    layout
        .putObject("font")
        .put("color", Ink.TEXT.token())
        .put("family", "system-ui, 'Segoe UI', Helvetica, Arial, 'DejaVu Sans', sans-serif")
        .put("size", 13);
    layout.putObject("margin").put("l", 64).put("r", 24).put("t", top).put("b", bottom);
    layout
        .putObject("legend")
        .put("orientation", "h")
        .put("yanchor", "top")
        .put("y", -(below + 8) / bodyHeight)
        .put("x", 0);
    PlotlyMarks marks = new PlotlyMarks(traces, annotations, shapes, panelWidth);
    for (int i = 0; i < chart.panels().size(); i++) {
      double[] x = span(i % chart.columns(), chart.columns(), gap());
      int row = chart.rows() - 1 - i / chart.columns();
      double[] y = span(row, chart.rows(), (above + below + 16) / bodyHeight);
      panel(i, x, y);
      boolean colorBar = !chart.sharesColorBar() || chart.endsRow(i);
      marks.draw(chart.panels().get(i), i, colorBar, x[1], y);
    }
    return new PlotlyFigure(traces, layout, Layout.builder().build());
  }

  private double gap() {
    boolean mixed =
        !chart.sharesColorBar()
            && chart.panels().stream()
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
    AxisLabels labels = labels(panel.x());
    axis(layout.putObject("xaxis" + number), panel.x(), labels.lines(), x)
        .put("tickangle", labels.turned() ? -45 : 0)
        .put("anchor", "y" + number);
    List<List<String>> names =
        panel.y().ticks().stream().map(tick -> List.of(tick.label())).toList();
    axis(layout.putObject("yaxis" + number), panel.y(), names, y).put("anchor", "x" + number);
    if (!panel.title().isEmpty()) {
      List<String> lines = heading(panel).stream().map(PlotlyChart::text).toList();
      annotations
          .addObject()
          .put("text", "<b>" + String.join("<br>", lines) + "</b>")
          .put("align", "left")
          .put("xref", "paper")
          .put("yref", "paper")
          .put("x", x[0])
          .put("y", y[1])
          .put("xanchor", "left")
          .put("yanchor", "bottom")
          .put("yshift", chart.hasLabelRow() ? LABEL_ROW : 2)
          .put("showarrow", false);
    }
  }

  /**
   * @param names per tick the lines of its label
   */
  private static ObjectNode axis(
      ObjectNode node, Axis axis, List<List<String>> names, double[] domain) {
    node.putArray("domain").add(domain[0]).add(domain[1]);
    boolean log = axis.kind() == Axis.Kind.LOG;
    double low = log ? Math.log10(axis.low()) : axis.low();
    double high = log ? Math.log10(axis.high()) : axis.high();
    boolean down = axis.kind() == Axis.Kind.DOWNWARD;
    node.putArray("range").add(down ? high : low).add(down ? low : high);
    node.put("type", log ? "log" : "linear");
    ArrayNode values = node.putArray("tickvals");
    ArrayNode labels = node.putArray("ticktext");
    for (int i = 0; i < axis.ticks().size(); i++) {
      values.add(axis.ticks().get(i).value());
      labels.add(String.join("<br>", names.get(i).stream().map(PlotlyChart::text).toList()));
    }
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
