package io.kvlab.jupyter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kvlab.KvlabException;
import io.kvlab.jupyter.internal.notebook.NotebookFile;
import io.kvlab.session.Session;
import io.kvlab.session.SettingKey;
import io.kvlab.session.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A notebook that was run where its model is, opened where it is not; the kernel is the real one.
 */
class NotebookBundleTest {
  @TempDir Path folder;

  @BeforeAll
  static void quietly() {
    Logging.configure();
  }

  private Settings settings(String store) {
    return Settings.ofUser().with(SettingKey.STORE, folder.resolve(store).toString(), "the test");
  }

  @Test
  void aNotebookWithItsRowsBesideItOpensWithoutTheModel() throws Exception {
    Path model = Files.createDirectories(folder.resolve("model"));
    copyBundledModel(model);
    Path notebook =
        notebook(
            Files.createDirectories(folder.resolve("there")),
            "grid = compress snapkv ratio 0.3 on needle-mini with \"" + model + "\" limit 2",
            "plot bars of grid",
            "grid.summary().rowCount()");
    NotebookRunner.run(
        settings("there.db"),
        notebook,
        notebook,
        Map.of(),
        new NotebookRunner.Options(false, true),
        line -> {});
    List<String> made = texts(notebook);
    assertThat(notebook.resolveSibling("n.runs.zip")).isNotEmptyFile();

    deleteAll(model);
    Path here = Files.createDirectories(folder.resolve("here"));
    Path shared = Files.copy(notebook, here.resolve("n.ipynb"));
    Path without = here.resolve("without.ipynb");
    assertThatThrownBy(() -> open(shared, without, "without.db"))
        .isInstanceOf(KvlabException.class)
        .hasMessageContaining(model.toString());

    Files.copy(notebook.resolveSibling("n.runs.zip"), here.resolve("n.runs.zip"));
    Path opened = here.resolve("opened.ipynb");
    open(shared, opened, "here.db");
    List<String> shown = texts(opened);
    assertThat(shown.get(0)).startsWith("Computed elsewhere: these are the stored rows of run ");
    assertThat(shown.subList(1, shown.size())).isEqualTo(made.subList(1, made.size()));
  }

  private void open(Path notebook, Path out, String store) {
    NotebookRunner.run(
        settings(store),
        notebook,
        out,
        Map.of(),
        new NotebookRunner.Options(false, false),
        line -> {});
  }

  private static Path notebook(Path folder, String... cells) throws IOException {
    ObjectMapper json = new ObjectMapper();
    ObjectNode root = json.createObjectNode().put("nbformat", 4).put("nbformat_minor", 5);
    root.putObject("metadata");
    for (String source : cells) {
      ObjectNode cell = root.withArray("cells").addObject();
      cell.put("cell_type", "code").put("source", source).putArray("outputs");
      cell.putObject("metadata");
    }
    return Files.writeString(folder.resolve("n.ipynb"), root.toString());
  }

  /** What every output shows as text. */
  private static List<String> texts(Path notebook) {
    List<String> texts = new ArrayList<>();
    for (JsonNode cell : NotebookFile.read(notebook).cells()) {
      for (JsonNode output : cell.path("outputs")) {
        texts.add(NotebookFile.text(output.path("data").path("text/plain")));
      }
    }
    return texts;
  }

  private void copyBundledModel(Path to) throws IOException {
    try (Session session = Session.open(settings("none.db"));
        Stream<Path> files = Files.list(session.catalog().modelFolder("nano"))) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(file.getFileName()));
      }
    }
  }

  private static void deleteAll(Path model) throws IOException {
    try (Stream<Path> files = Files.list(model)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(model);
  }
}
