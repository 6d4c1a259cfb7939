package io.kvlab.report.chart;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kvlab.report.chart.Chart.Panel;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The marks of a chart as Plotly traces, shapes and annotations. */
final class PlotlyMarks {
  /** Size of the regions' labels; Plotly sets a little around each. */
  private static final double REGION = 12.5;

  private final List<JsonTrace> traces;
  private final ArrayNode annotations;
  private final ArrayNode shapes;
  private final double panelWidth;
  private final Set<Series> named = new HashSet<>();

  /**
   * @param panelWidth about how many pixels a panel will have
   */
  PlotlyMarks(List<JsonTrace> traces, ArrayNode annotations, ArrayNode shapes, double panelWidth) {
    this.panelWidth = panelWidth;
    this.traces = traces;
    this.annotations = annotations;
    this.shapes = shapes;
  }

  /**
   * @param colorBar whether the colours of a heat are explained beside the panel
   * @param right the panel's right end, 0..1 of the picture
   * @param span the panel's lower and upper end
   */
  void draw(Panel panel, int index, boolean colorBar, double right, double[] span) {
    String number = index == 0 ? "" : Integer.toString(index + 1);
    for (Mark mark : panel.marks()) {
      if (mark instanceof Mark.Line line && line.hasBand()) {
        band(line, number);
      }
    }
    Mark.Pen pen = new PanelPen(panel, number, colorBar, right, span);
    panel.marks().forEach(mark -> mark.draw(pen));
  }

  private void band(Mark.Line line, String number) {
    ObjectNode band = trace("scatter", number);
    band.put("mode", "lines").put("showlegend", false).put("hoverinfo", "skip");
    band.put("legendgroup", PlotlyChart.text(line.of().name())).put("fill", "toself");
    band.put("fillcolor", line.of().ink().at(0.16).token());
    band.putObject("line").put("width", 0);
    int n = line.x().length;
    ArrayNode x = band.putArray("x");
    ArrayNode y = band.putArray("y");
    for (int i = 0; i < 2 * n; i++) {
      int at = i < n ? i : 2 * n - 1 - i;
      number(x, line.x()[at]);
      number(y, i < n ? line.low()[at] : line.high()[at]);
    }
  }

  private void line(Mark.Line line, String number) {
    ObjectNode trace = named(line.of(), "scatter", number);
    trace.put("mode", line.x().length <= 60 ? "lines+markers" : "lines");
    trace.putObject("line").put("color", line.of().ink().token()).put("width", 2);
    trace.put("cliponaxis", false); // a symbol at the edge is drawn whole
    marker(trace, line.of());
    numbers(trace.putArray("x"), line.x());
    numbers(trace.putArray("y"), line.y());
    hover(trace, line.hover());
  }

  private void points(Mark.Points points, Panel panel, String number) {
    ObjectNode trace = named(points.of(), "scatter", number);
    trace.put("mode", "markers+text").put("cliponaxis", false);
    ArrayNode places = trace.putArray("textposition");
    for (int i = 0; i < points.x().length; i++) {
      boolean high = panel.y().place(points.y()[i]) > 0.93; // above is the panel's title
      boolean end = panel.x().place(points.x()[i]) > 0.93;
      places.add((high ? "bottom " : "top ") + (end ? "left" : "right"));
    }
    marker(trace, points.of()).put("size", 10);
    numbers(trace.putArray("x"), points.x());
    numbers(trace.putArray("y"), points.y());
    ArrayNode texts = trace.putArray("text");
    points.labels().forEach(label -> texts.add(PlotlyChart.text(label)));
    trace.putObject("textfont").put("size", 11).put("color", Ink.MUTED.token());
    ArrayNode hover = trace.putArray("hovertext");
    points.hover().forEach(text -> hover.add(PlotlyChart.text(text)));
    trace.put("hoverinfo", "text");
  }

  private void bars(Mark.Bars bars, String number) {
    ObjectNode trace = named(bars.of(), "bar", number);
    trace.putObject("marker").put("color", bars.of().ink().token());
    positions(trace.putArray("x"), bars.y().length);
    numbers(trace.putArray("y"), bars.y());
    if (!Arrays.equals(bars.low(), bars.high())) {
      error(bars, trace.putObject("error_y"));
    }
    hover(trace, bars.hover());
  }

  private static void error(Mark.Bars bars, ObjectNode error) {
    error.put("type", "data").put("symmetric", false).put("color", Ink.TEXT.token());
    error.put("thickness", 1).put("width", 3);
    ArrayNode up = error.putArray("array");
    ArrayNode down = error.putArray("arrayminus");
    for (int i = 0; i < bars.y().length; i++) {
      number(up, bars.high()[i] - bars.y()[i]);
      number(down, bars.y()[i] - bars.low()[i]);
    }
  }

  private void stack(Mark.Stack stack, Panel panel, String number) {
    ObjectNode trace = named(stack.of(), "bar", number);
    trace.putObject("marker").put("color", stack.of().ink().token());
    positions(trace.putArray("x"), stack.y().length);
    numbers(trace.putArray("y"), stack.y());
    ArrayNode texts = trace.putArray("hovertext");
    for (int i = 0; i < stack.y().length; i++) {
      String label = PlotlyChart.text(panel.x().ticks().get(i).label());
      String name = PlotlyChart.text(stack.of().name());
      texts.add(String.format(Locale.ROOT, "%s, %s: %.3f", label, name, stack.y()[i]));
    }
    trace.put("hoverinfo", "text");
  }

  private ObjectNode heat(Mark.Heat heat, Panel panel, String number) {
    ObjectNode trace = trace("heatmap", number);
    trace.put("name", PlotlyChart.text(heat.unit())).put("showlegend", false);
    trace.put("zmin", heat.low()).put("zmax", heat.high());
    trace.put("zsmooth", false).put("hoverongaps", false);
    ArrayNode colors = trace.putArray("colorscale");
    int stops = heat.scale().stops();
    for (int i = 0; i < stops; i++) {
      double at = i / (stops - 1.0);
      String hex = String.format(Locale.ROOT, "#%06x", heat.scale().rgb(at));
      colors.addArray().add(at).add(hex);
    }
    int rows = heat.z().length;
    int columns = rows == 0 ? 0 : heat.z()[0].length;
    spread(trace, "x", panel.x(), columns);
    spread(trace, "y", panel.y(), rows);
    ArrayNode z = trace.putArray("z");
    double finest = (heat.high() - heat.low()) / 400; // no eye tells more colours apart
    for (double[] row : heat.z()) {
      ArrayNode cells = z.addArray();
      for (double value : row) {
        number(cells, heat.texts().isEmpty() ? Math.rint(value / finest) * finest : value);
      }
    }
    double room = panelWidth / Math.max(1, columns) - 4;
    boolean fits =
        heat.texts().stream()
            .flatMap(List::stream)
            .allMatch(text -> TextWidth.of(text, REGION) <= room);
    if (!heat.texts().isEmpty()) {
      ArrayNode texts = trace.putArray("text");
      for (List<String> row : heat.texts()) {
        ArrayNode line = texts.addArray();
        row.forEach(text -> line.add(PlotlyChart.text(text)));
      }
      trace.put("xgap", 2).put("ygap", 2);
      if (fits) {
        trace.put("texttemplate", "%{text}");
      }
    }
    return trace;
  }

  private static void colorBar(Mark.Heat heat, ObjectNode bar, double right, double[] span) {
    bar.put("x", right + 0.005).put("thickness", 12).put("outlinewidth", 0);
    bar.put("len", span[1] - span[0]).put("y", (span[0] + span[1]) / 2);
    ObjectNode title = bar.putObject("title").put("text", PlotlyChart.text(heat.unit()));
    title.put("side", "right").putObject("font").put("size", 12);
  }

  /** The middle of each cell along an axis. */
  private static void spread(ObjectNode trace, String name, Axis axis, int cells) {
    double step = (axis.high() - axis.low()) / Math.max(1, cells);
    trace.put(name + "0", axis.low() + step / 2).put("d" + name, step);
  }

  private void rule(Mark.Rule rule, Axis y, String number) {
    ObjectNode shape = shapes.addObject().put("type", "line").put("layer", "above");
    String across = rule.vertical() ? "y" : "x";
    String along = rule.vertical() ? "x" : "y";
    shape.put(across + "ref", across + number + " domain").put(along + "ref", along + number);
    shape.put(across + "0", 0).put(across + "1", 1);
    shape.put(along + "0", rule.at()).put(along + "1", rule.at());
    shape.putObject("line").put("color", Ink.MUTED.token()).put("width", 1.5).put("dash", "dash");
    ObjectNode label = label(rule.label());
    label.put(across + "ref", across + number + " domain").put(along + "ref", along + number);
    label.put(across, 1).put(along, rule.at());
    if (rule.isHigh(y)) {
      label.put("yref", "y" + number + " domain").put("y", 1);
    }
    label.put("xanchor", rule.vertical() ? "left" : "right");
    label.put("yanchor", rule.vertical() ? "top" : "bottom");
  }

  private void regions(Mark.Regions regions, Axis x, String number) {
    List<Mark.Stretch> stretches = regions.readable(panelWidth / (x.high() - x.low()));
    for (Mark.Stretch stretch : stretches) {
      ObjectNode edge = shapes.addObject().put("type", "line");
      edge.put("xref", "x" + number).put("yref", "y" + number + " domain");
      edge.put("x0", stretch.from()).put("x1", stretch.from()).put("y0", 0).put("y1", 1.03);
      edge.putObject("line").put("color", Ink.FRAME.at(0.7).token()).put("width", 1);
      if (regions.both()) {
        ObjectNode across = shapes.addObject().put("type", "line");
        across.put("yref", "y" + number).put("xref", "x" + number + " domain");
        across.put("y0", stretch.from()).put("y1", stretch.from()).put("x0", 0).put("x1", 1);
        across.putObject("line").put("color", Ink.FRAME.at(0.7).token()).put("width", 1);
      }
      double room = (x.place(stretch.to()) - x.place(stretch.from())) * panelWidth;
      boolean last = stretch.equals(stretches.get(stretches.size() - 1));
      boolean whole = last || TextWidth.of(stretch.name(), REGION) <= room;
      if (!whole && TextWidth.of(stretch.shortName(), REGION) > room) {
        continue;
      }
      ObjectNode label = label(whole ? stretch.name() : stretch.shortName());
      label.put("xref", "x" + number).put("yref", "y" + number + " domain");
      label.put("x", stretch.from()).put("y", 1).put("xanchor", "left").put("yanchor", "bottom");
    }
  }

  private ObjectNode label(String text) {
    ObjectNode label = annotations.addObject().put("text", PlotlyChart.text(text));
    label.putObject("font").put("size", 11).put("color", Ink.MUTED.token());
    return label.put("showarrow", false);
  }

  private ObjectNode named(Series series, String type, String number) {
    ObjectNode trace = trace(type, number);
    String name = PlotlyChart.text(series.name());
    trace.put("name", name).put("legendgroup", name);
    return trace.put("showlegend", !name.isEmpty() && named.add(series));
  }

  private ObjectNode trace(String type, String number) {
    ObjectNode trace = JsonNodeFactory.instance.objectNode();
    traces.add(new JsonTrace(trace));
    return trace.put("type", type).put("xaxis", "x" + number).put("yaxis", "y" + number);
  }

  private static ObjectNode marker(ObjectNode trace, Series series) {
    ObjectNode marker = trace.putObject("marker");
    return marker
        .put("color", series.ink().token())
        .put("size", 8)
        .put("symbol", series.symbol().plotly());
  }

  private static void hover(ObjectNode trace, List<String> texts) {
    ArrayNode hover = trace.putArray("hovertext");
    texts.forEach(text -> hover.add(PlotlyChart.text(text)));
    trace.put("hoverinfo", "text");
  }

  private static void positions(ArrayNode array, int count) {
    for (int i = 0; i < count; i++) {
      array.add(i);
    }
  }

  private static void numbers(ArrayNode array, double[] values) {
    for (double value : values) {
      number(array, value);
    }
  }

  private static void number(ArrayNode array, double value) {
    if (Double.isFinite(value)) {
      array.add(Math.rint(value * 1e6) / 1e6);
    } else {
      array.addNull();
    }
  }

  /** Each mark of one panel as a trace, a shape or both. */
  private final class PanelPen implements Mark.Pen {
    private final Panel panel;
    private final String number;
    private final boolean colorBar;
    private final double right;
    private final double[] span;

    PanelPen(Panel panel, String number, boolean colorBar, double right, double[] span) {
      this.panel = panel;
      this.number = number;
      this.colorBar = colorBar;
      this.right = right;
      this.span = span;
    }

    @Override
    public void line(Mark.Line line) {
      PlotlyMarks.this.line(line, number);
    }

    @Override
    public void points(Mark.Points points) {
      PlotlyMarks.this.points(points, panel, number);
    }

    @Override
    public void bars(Mark.Bars bars) {
      PlotlyMarks.this.bars(bars, number);
    }

    @Override
    public void stack(Mark.Stack stack) {
      PlotlyMarks.this.stack(stack, panel, number);
    }

    @Override
    public void heat(Mark.Heat heat) {
      ObjectNode trace = PlotlyMarks.this.heat(heat, panel, number);
      trace.put("showscale", colorBar);
      if (colorBar) {
        PlotlyMarks.colorBar(heat, trace.putObject("colorbar"), right, span);
      }
    }

    @Override
    public void rule(Mark.Rule rule) {
      PlotlyMarks.this.rule(rule, panel.y(), number);
    }

    @Override
    public void path(Mark.Path path) {
      ObjectNode trace = trace("scatter", number);
      trace.put("mode", "lines").put("showlegend", false).put("hoverinfo", "skip");
      trace.putObject("line").put("color", Ink.MUTED.token()).put("width", 1.5).put("dash", "dash");
      numbers(trace.putArray("x"), path.x());
      numbers(trace.putArray("y"), path.y());
    }

    @Override
    public void regions(Mark.Regions regions) {
      PlotlyMarks.this.regions(regions, panel.x(), number);
    }
  }
}
