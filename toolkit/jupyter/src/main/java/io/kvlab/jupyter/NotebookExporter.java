package io.kvlab.jupyter;

import io.kvlab.internal.WholeFile;
import io.kvlab.jupyter.internal.notebook.NotebookFile;
import io.kvlab.jupyter.internal.notebook.NotebookPage;
import java.nio.file.Path;

/** Turns a notebook into one HTML page that needs no network and no other file. */
public final class NotebookExporter {
  private NotebookExporter() {}

  /** Writes {@code notebook}, as it is stored, to {@code page}. */
  public static void export(Path notebook, Path page) {
    String title = String.valueOf(notebook.getFileName()).replaceFirst("\\.ipynb$", "");
    String html = NotebookPage.of(title, NotebookFile.read(notebook));
    WholeFile.write(page, html);
  }
}
