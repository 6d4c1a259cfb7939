package io.kvlab.report.chart;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kvlab.report.table.DataText;
import tech.tablesaw.plotly.components.HoverLabel;
import tech.tablesaw.plotly.traces.Trace;

/**
 * A trace of a Tablesaw figure that may hold anything Plotly knows (bands, error bars, named heat
 * maps), which the library's own builders do not reach. The text is JSON, safe within a script
 * element.
 */
record JsonTrace(ObjectNode properties) implements Trace {
  @Override
  public String asJavascript(int index) {
    return "var trace" + index + " = " + script(properties) + ";\n";
  }

  @Override
  public String name() {
    return properties.path("name").asText();
  }

  @Override
  public HoverLabel hoverLabel() {
    return HoverLabel.builder().build();
  }

  @Override
  public boolean showLegend() {
    return properties.path("showlegend").asBoolean();
  }

  /** JSON in which nothing can end a script element. */
  static String script(ObjectNode node) {
    return DataText.text(node)
        .replace("<", "\\u003c")
        .replace("\u2028", "\\u2028")
        .replace("\u2029", "\\u2029");
  }
}
