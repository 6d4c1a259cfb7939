package io.kvlab.notebooks;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.kvlab.dsl.Dsl;
import io.kvlab.jupyter.internal.notebook.NotebookFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What can be known of the notebooks without running them. */
class NotebookTextTest {
  static List<Path> notebooks() throws IOException {
    try (Stream<Path> files = Files.list(Path.of(""))) {
      return files.filter(file -> file.toString().endsWith(".ipynb")).sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("notebooks")
  void everyLanguageCellParses(Path notebook) {
    for (JsonNode cell : NotebookFile.read(notebook).cells()) {
      String source =
          NotebookFile.text(cell.path("source"))
              .replaceAll("\\{limit}", "1")
              .replaceAll("\\{ratio}", "0.1");
      if (cell.path("cell_type").asText().equals("code") && Dsl.looksLikeStatement(source)) {
        assertThat(Dsl.parse(source).statements()).as(source).isNotEmpty();
      }
    }
  }

  @ParameterizedTest
  @MethodSource("notebooks")
  void isSmallNamesItsKernelAndHoldsNoPathOfAMachine(Path notebook) throws IOException {
    String text = Files.readString(notebook);
    assertThat(text).contains("\"name\": \"kvlab\"").doesNotContain("/home/", "/root/", "/work/");
    assertThat(text.length()).isLessThan(400_000);
  }
}
