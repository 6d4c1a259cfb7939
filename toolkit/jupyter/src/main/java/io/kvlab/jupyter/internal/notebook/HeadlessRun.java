package io.kvlab.jupyter.internal.notebook;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kvlab.KvlabException;
import io.kvlab.jupyter.internal.kernel.CellReply;
import io.kvlab.jupyter.internal.kernel.Kernel;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/** One notebook's cells, executed one after the other; stops at the first that fails. */
public final class HeadlessRun {
  /** The tag of a cell that is meant to fail, as nbclient has it. */
  private static final String MAY_FAIL = "raises-exception";

  private final Kernel kernel;
  private final NotebookFile notebook;
  private Consumer<String> shown = text -> {};

  public HeadlessRun(Kernel kernel, NotebookFile notebook) {
    this.kernel = kernel;
    this.notebook = notebook;
  }

  /** Tells what each cell shows, as text. */
  public void whenShown(Consumer<String> shown) {
    this.shown = shown;
  }

  /**
   * Runs all code cells and puts their outputs into the notebook.
   *
   * @throws KvlabException naming the cell that failed
   */
  public void run(Consumer<String> log) {
    List<ObjectNode> cells =
        notebook.cells().stream().filter(c -> c.path("cell_type").asText().equals("code")).toList();
    int count = 0;
    for (ObjectNode cell : cells) {
      String code = NotebookFile.text(cell.path("source"));
      if (code.isBlank()) {
        continue;
      }
      count++;
      long start = System.nanoTime();
      CollectedOutput output = new CollectedOutput(count);
      CellReply reply = kernel.execute(code, count, true, output);
      output.texts().forEach(shown);
      if (reply instanceof CellReply.Failed failed) {
        output.error(failed);
      }
      cell.put("execution_count", count);
      cell.set("outputs", output.outputs());
      String head = String.format(Locale.ROOT, "cell %d of %d", count, cells.size());
      if (reply instanceof CellReply.Failed failed && !NotebookFile.tagged(cell, MAY_FAIL)) {
        throw KvlabException.run(head + " failed:\n" + String.join("\n", failed.lines()));
      }
      log.accept(
          String.format(
              Locale.ROOT,
              "%s: %s (%.1f s)",
              head,
              code.strip().lines().findFirst().orElse(""),
              (System.nanoTime() - start) / 1e9));
    }
  }

  /**
   * Leaves of every picture the drawing alone, without the script that draws it interactively:
   * smaller, and what viewers without scripts show. It is the PNG: GitHub, every version of
   * nbconvert and PDF show that, while some of them clean SVG away.
   */
  public void keepStillPictures() {
    for (ObjectNode cell : notebook.cells()) {
      for (JsonNode output : cell.path("outputs")) {
        if (output.path("data") instanceof ObjectNode data && data.has("image/png")) {
          data.remove("text/html");
          data.remove("image/svg+xml");
        }
      }
    }
  }
}
