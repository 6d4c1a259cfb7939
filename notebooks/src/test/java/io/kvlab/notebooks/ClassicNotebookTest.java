package io.kvlab.notebooks;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A browser on the classic notebook page, used as a person would use it. */
class ClassicNotebookTest {
  private static final String NOTEBOOK =
      """
      {"cells": [{"cell_type": "code", "execution_count": null, "metadata": {}, "outputs": [], "source": []}],
       "metadata": {"kernelspec": {"name": "kvlab", "display_name": "kvlab", "language": "kotlin"}},
       "nbformat": 4, "nbformat_minor": 4}
      """;
  private static final Duration PATIENCE = Duration.ofSeconds(120);

  @TempDir Path folder;

  @Test
  void aTypedLineBecomesATableAndAPlotAndTabCompletes() throws Exception {
    Jupyter.require("jupyter-notebook", "notebook");
    Path notebooks = Files.createDirectory(folder.resolve("notebooks"));
    Files.writeString(notebooks.resolve("page.ipynb"), NOTEBOOK);
    Path pictures = Path.of("target", "screenshots");
    Jupyter jupyter = Jupyter.in(folder);
    try (Chromium page = Chromium.start(folder);
        NotebookServer server =
            NotebookServer.start(jupyter, notebooks, folder.resolve("server.log"))) {
      page.open(server.page("notebooks/page.ipynb"));
      page.await(
          "Jupyter.notebook._fully_loaded && Jupyter.notebook.kernel.is_connected()", PATIENCE);
      focus(page, 0);
      page.type("g = " + Experiments.small());
      page.press("Enter", 13, 8);
      page.await("document.querySelector('.output_area table')", PATIENCE);
      assertThat(page.evaluate("document.querySelectorAll('.cm-keyword').length").asInt())
          .isGreaterThan(3);
      focus(page, 1);
      page.type("plot degradation of g");
      page.press("Enter", 13, 8);
      page.await("document.querySelector('.kvlab-live .main-svg .trace')", PATIENCE);
      assertThat(page.evaluate("document.querySelector('.kvlab-still').hidden").asBoolean())
          .isTrue();
      focus(page, 2);
      page.type("compress sn");
      page.press("Tab", 9, 0);
      page.await("Jupyter.notebook.get_cell(2).get_text() === 'compress snapkv'", PATIENCE);
      page.evaluate("document.querySelector('#site').scrollTop = 0; 1");
      page.screenshot(pictures.resolve("classic-notebook.png"));
      assertThat(page.errors()).isEmpty();
    }
  }

  private static void focus(Chromium page, int cell) {
    page.evaluate("Jupyter.notebook.select(" + cell + "); Jupyter.notebook.edit_mode(); 1");
  }
}
