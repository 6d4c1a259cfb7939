package io.kvlab.jupyter.internal.notebook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvlab.KvlabException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ParametersTest {
  private static final String CELL =
      "{\"cell_type\":\"code\",\"id\":\"a\",\"metadata\":{\"tags\":[\"parameters\"]},\"outputs\":[],"
          + "\"source\":\"val ratio = \\\"0.1, 0.2\\\"\\nval limit = 30\\n"
          + "val budgets: List<Int> = listOf(8, 16)\"}";

  @TempDir Path folder;

  private NotebookFile notebook(String cells) throws Exception {
    String text = "{\"nbformat\":4,\"nbformat_minor\":5,\"metadata\":{},\"cells\":[" + cells + "]}";
    return NotebookFile.read(Files.writeString(folder.resolve("n.ipynb"), text));
  }

  private static List<String> sources(NotebookFile notebook) {
    return notebook.cells().stream().map(c -> NotebookFile.text(c.path("source"))).toList();
  }

  @Test
  void valuesStandBehindTheCellThatSetsThemAndKeepItsKinds() throws Exception {
    NotebookFile notebook = notebook(CELL + "," + CELL.replace("parameters", "other"));
    Map<String, String> values = new LinkedHashMap<>();
    values.put("ratio", "0.1");
    values.put("limit", "5");
    values.put("budgets", "4,32");
    notebook.set(values);
    assertThat(sources(notebook)).hasSize(3);
    assertThat(sources(notebook).get(1))
        .isEqualTo("val ratio = \"0.1\"\nval limit = 5\nval budgets = listOf(4, 32)");
  }

  @Test
  void aSecondRunReplacesTheValuesOfTheFirst() throws Exception {
    NotebookFile notebook = notebook(CELL);
    notebook.set(Map.of("limit", "5"));
    notebook.set(Map.of("limit", "6"));
    assertThat(sources(notebook)).hasSize(2);
    assertThat(sources(notebook).get(1)).isEqualTo("val limit = 6");
  }

  @Test
  void textIsNeverCode() throws Exception {
    NotebookFile notebook = notebook(CELL);
    notebook.set(Map.of("ratio", "$x\"; System.exit(1)"));
    assertThat(sources(notebook).get(1)).isEqualTo("val ratio = \"\\$x\\\"; System.exit(1)\"");
  }

  @Test
  void aNameThatTheNotebookDoesNotSetIsRefusedWithThoseThatItDoes() throws Exception {
    NotebookFile notebook = notebook(CELL);
    assertThatThrownBy(() -> notebook.set(Map.of("ratios", "0.1")))
        .isInstanceOf(KvlabException.class)
        .hasMessage(
            "The notebook has no parameter 'ratios'; did you mean 'ratio'? It has ratio (\"0.1,"
                + " 0.2\"), limit (30), budgets (listOf(8, 16)).");
    assertThat(sources(notebook)).hasSize(1);
    NotebookFile without = notebook(CELL.replace("parameters", "other"));
    assertThatThrownBy(() -> without.set(Map.of("ratio", "0.1")))
        .hasMessageContaining("no cell tagged 'parameters'");
  }
}
