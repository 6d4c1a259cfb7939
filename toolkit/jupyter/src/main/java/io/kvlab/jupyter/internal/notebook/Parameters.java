package io.kvlab.jupyter.internal.notebook;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kvlab.KvlabException;
import io.kvlab.dsl.Suggestions;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The values that the cell tagged {@code parameters} sets, as papermill has it: other values are
 * written into a cell of their own behind it.
 */
final class Parameters {
  private static final String TAG = "parameters";
  private static final String INJECTED = "injected-parameters";
  private static final Pattern SET =
      Pattern.compile("^\\s*va[lr]\\s+(\\w+)\\s*(?::[^=]+)?=\\s*(.*?)\\s*$", Pattern.MULTILINE);
  private static final Pattern LITERAL =
      Pattern.compile("-?\\d{1,9}|-?\\d+\\.\\d+([eE]-?\\d+)?|true|false");
  private static final String LIST = "listOf(";

  private final NotebookFile notebook;
  private final Map<String, String> defaults;

  private Parameters(NotebookFile notebook, Map<String, String> defaults) {
    this.notebook = notebook;
    this.defaults = defaults;
  }

  static Parameters of(NotebookFile notebook) {
    Map<String, String> defaults = new LinkedHashMap<>();
    for (ObjectNode cell : notebook.cells()) {
      if (NotebookFile.tagged(cell, TAG)) {
        Matcher set = SET.matcher(NotebookFile.text(cell.path("source")));
        while (set.find()) {
          defaults.put(set.group(1), set.group(2));
        }
      }
    }
    return new Parameters(notebook, defaults);
  }

  /**
   * Puts {@code values} into the notebook, in the place of those that stood there before.
   *
   * @throws KvlabException for a name that the notebook does not set; then nothing is changed
   */
  void set(Map<String, String> values) {
    if (values.isEmpty()) {
      return;
    }
    String source =
        values.entrySet().stream()
            .map(value -> "val " + value.getKey() + " = " + literal(value.getKey(), value))
            .collect(Collectors.joining("\n"));
    notebook.removeTagged(INJECTED);
    List<ObjectNode> cells = notebook.cells();
    int place = 0;
    for (int i = 0; i < cells.size(); i++) {
      place = NotebookFile.tagged(cells.get(i), TAG) ? i + 1 : place;
    }
    notebook.insertCode(place, source, INJECTED);
  }

  /** Of the kind of the value that stands in the notebook: a text stays one. */
  private String literal(String name, Map.Entry<String, String> value) {
    String before = defaults.get(name);
    if (before == null) {
      throw unknown(name);
    }
    String text = value.getValue();
    if (before.startsWith(LIST)) {
      boolean quoted = before.startsWith(LIST + '"');
      return Arrays.stream(text.split(",", -1))
          .map(String::strip)
          .map(part -> quoted || !LITERAL.matcher(part).matches() ? quoted(part) : part)
          .collect(Collectors.joining(", ", LIST, ")"));
    }
    return before.startsWith("\"") || !LITERAL.matcher(text).matches() ? quoted(text) : text;
  }

  private KvlabException unknown(String name) {
    if (defaults.isEmpty()) {
      return KvlabException.usage(
          "The notebook has no cell tagged 'parameters' that sets a value, so nothing can be set"
              + " with -p; tag the cell that sets its values.");
    }
    return KvlabException.usage(
        "The notebook has no parameter '"
            + name
            + "'"
            + Suggestions.closest(name, defaults.keySet())
                .map(near -> "; did you mean '" + near + "'?")
                .orElse(".")
            + " It has "
            + defaults.entrySet().stream()
                .map(known -> known.getKey() + " (" + known.getValue() + ")")
                .collect(Collectors.joining(", "))
            + ".");
  }

  private static String quoted(String value) {
    StringBuilder text = new StringBuilder("\"");
    for (char c : value.toCharArray()) {
      switch (c) {
        case '\\', '"', '$' -> text.append('\\').append(c);
        case '\n' -> text.append("\\n");
        default -> text.append(c);
      }
    }
    return text.append('"').toString();
  }
}
