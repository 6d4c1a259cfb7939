package io.kvlab.jupyter.internal.kernel;

import io.kvlab.report.table.HtmlTable;
import io.kvlab.report.table.TextTable;
import java.util.Map;
import org.jetbrains.kotlinx.jupyter.api.VariableState;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/** What is bound, as {@code %whos} lists it. */
final class Variables {
  private static final int LONGEST = 100;
  private static final int WIDTH = 160;

  private Variables() {}

  static MimeBundle of(Map<String, Object> results, Map<String, VariableState> kotlin) {
    StringColumn names = StringColumn.create("name");
    StringColumn types = StringColumn.create("type");
    StringColumn values = StringColumn.create("value");
    results.forEach(
        (name, value) -> {
          names.append(name);
          types.append(value.getClass().getSimpleName());
          values.append(cut(Renderers.oneLine(value)));
        });
    kotlin.forEach(
        (name, state) -> {
          if (!results.containsKey(name)) {
            names.append(name);
            types.append(type(state));
            values.append(cut(String.valueOf(state.getStringValue())));
          }
        });
    Table table = Table.create("variables", names, types, values);
    return MimeBundle.text(TextTable.render(table, WIDTH))
        .and(Renderers.HTML, HtmlTable.render(table));
  }

  /** Name, type and value of a variable. */
  static String line(String name, VariableState state) {
    return name + ": " + type(state) + " = " + cut(String.valueOf(state.getStringValue()));
  }

  private static String type(VariableState state) {
    return String.valueOf(state.getProperty().getReturnType())
        .replaceAll("\\b(?:kotlin|java|io\\.kvlab|tech)(?:\\.[a-z]\\w*)*\\.(?=[A-Z])", "");
  }

  private static String cut(String text) {
    String line = text.strip().replaceAll("\\s+", " ");
    return line.length() <= LONGEST ? line : line.substring(0, LONGEST - 1) + "…";
  }
}
