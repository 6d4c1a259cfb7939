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
  private static final Duration PATIENCE = Jupyter.HANG;

  private static final String DRAWN =
      "[...document.querySelectorAll('.kvlab-live')].filter(f => f.querySelector('.main-svg .trace'))";

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
      page.await(DRAWN + ".length === 2", PATIENCE); // the statement's own plot, and this one
      page.await("document.querySelector('.kernel_idle_icon')", PATIENCE);
      assertThat(page.evaluate("document.querySelector('.kvlab-still').hidden").asBoolean())
          .isTrue();
      focus(page, 2);
      page.type("compress sn");
      completed(page, "compress snapkv");
      page.evaluate("document.querySelector('#site').scrollTop = 0; 1");
      page.screenshot(pictures.resolve("classic-notebook.png"));
      assertThat(page.errors()).isEmpty();
    }
  }

  /** A page that is still busy may drop a key: as a person would, it is pressed again. */
  private static void completed(Chromium page, String text) throws Exception {
    String condition = "Jupyter.notebook.get_cell(2).get_text() === '" + text + "'";
    for (int attempt = 0; attempt < 4; attempt++) {
      page.press("Tab", 9, 0);
      if (page.waited(condition, Duration.ofSeconds(20))) {
        return;
      }
      focus(page, 2);
    }
    page.await(condition, PATIENCE);
  }

  private static void focus(Chromium page, int cell) {
    page.evaluate("Jupyter.notebook.select(" + cell + "); Jupyter.notebook.edit_mode(); 1");
  }
}
