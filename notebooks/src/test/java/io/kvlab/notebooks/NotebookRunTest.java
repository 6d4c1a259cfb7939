package io.kvlab.notebooks;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.kvlab.jupyter.NotebookExporter;
import io.kvlab.jupyter.internal.notebook.NotebookFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every notebook of the repository, executed by Jupyter's own client in a kernel of its own. */
class NotebookRunTest {
  private static final Path SCRIPT =
      Path.of("src", "test", "python", "execute.py").toAbsolutePath();

  /** The one that needs a GPU. */
  private static final String ON_GPU = "06-the-papers-grid.ipynb";

  @TempDir Path folder;

  @Test
  void everyNotebookRunsFromACleanKernelAndBecomesAPage() throws Exception {
    Jupyter.require("python3-nbclient", "nbclient");
    Jupyter.require("python3-nbconvert", "nbconvert");
    Path out = Files.createDirectory(folder.resolve("out"));
    List<String> arguments = new ArrayList<>(List.of(SCRIPT.toString(), out.toString()));
    try (Stream<Path> files = Files.list(Path.of(""))) {
      files
          .filter(file -> file.toString().endsWith(".ipynb"))
          .sorted()
          .forEach(file -> arguments.add(file.toAbsolutePath().toString()));
    }
    String printed = Jupyter.in(folder).python(arguments.toArray(String[]::new));
    System.out.println(printed);
    List<String> ended = printed.lines().filter(line -> line.contains(" | ")).toList();
    assertThat(ended).hasSize(arguments.size() - 2);
    for (String line : ended) {
      if (line.startsWith(ON_GPU) && !line.endsWith("| done")) {
        assertThat(line).contains("failed: This notebook needs a GPU");
      } else {
        assertThat(line).endsWith("| done");
      }
    }
    for (String line : ended) {
      String name = line.substring(0, line.indexOf(' '));
      if (!name.equals(ON_GPU)) {
        wasShown(out.resolve(name));
      }
    }
  }

  /** Tables with their twins in text, pictures with their drawings, mistakes without machinery. */
  private static void wasShown(Path executed) throws Exception {
    String outputs =
        NotebookFile.read(executed).cells().stream()
            .flatMap(cell -> stream(cell.path("outputs")))
            .map(JsonNode::toString)
            .collect(Collectors.joining("\n"));
    assertThat(outputs)
        .as(executed.toString())
        .contains("<table")
        .contains("rows x")
        .contains("image/svg+xml", "image/png")
        .contains("Done: ")
        .doesNotContain("<progress", "\\tat io.", "cdn.");
    String page = Files.readString(Path.of(executed.toString().replace(".ipynb", ".html")));
    assertThat(page).contains("src=\"data:image/png;base64,").contains("rows x");
    Path own = executed.resolveSibling("own-" + executed.getFileName() + ".html");
    NotebookExporter.export(executed, own);
    assertThat(own)
        .content()
        .contains("Plotly")
        .doesNotContain("<script src")
        .doesNotContain("<link");
  }

  private static Stream<JsonNode> stream(JsonNode array) {
    List<JsonNode> all = new ArrayList<>();
    array.forEach(all::add);
    return all.stream();
  }
}
