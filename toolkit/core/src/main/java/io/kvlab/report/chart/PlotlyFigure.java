package io.kvlab.report.chart;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import tech.tablesaw.plotly.components.Figure;
import tech.tablesaw.plotly.components.Layout;
import tech.tablesaw.plotly.traces.Trace;

/**
 * A Tablesaw figure with the layout that the library's builder lacks: several panels, regions,
 * labels, and colours for light and dark ground.
 */
final class PlotlyFigure extends Figure {
  private final ObjectNode layout;

  PlotlyFigure(List<JsonTrace> traces, ObjectNode layout, Layout plain) {
    super(plain, traces.toArray(Trace[]::new));
    this.layout = layout;
  }

  ObjectNode layout() {
    return layout;
  }

  @Override
  public String divString(String target) {
    int height = layout.path("height").asInt();
    return "<div id=\"%s\" class=\"kvlab-figure\" style=\"width:100%%;height:%dpx\"></div>"
        .formatted(target, height);
  }

  /** A script element that draws the figure; it needs the page to hold {@link PlotlyScript}. */
  @Override
  public String asJavascript(String target) {
    StringBuilder script = new StringBuilder("<script>(function () {\n");
    StringBuilder names = new StringBuilder();
    Trace[] traces = getTraces();
    for (int i = 0; i < traces.length; i++) {
      script.append(traces[i].asJavascript(i));
      names.append(i == 0 ? "" : ", ").append("trace").append(i);
    }
    return script
        .append("var layout = ")
        .append(JsonTrace.script(layout))
        .append(";\nkvlabFigures('")
        .append(target)
        .append("', [")
        .append(names)
        .append("], layout, ")
        .append(JsonTrace.script(themes()))
        .append(");\n})();</script>")
        .toString();
  }

  private static ObjectNode themes() {
    ObjectNode themes = JsonNodeFactory.instance.objectNode();
    ObjectNode light = themes.putObject("light");
    ObjectNode dark = themes.putObject("dark");
    for (Ink ink : Ink.themed()) {
      light.put(ink.role(), ink.light());
      dark.put(ink.role(), ink.dark());
    }
    return themes;
  }
}
