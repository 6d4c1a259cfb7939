package io.kvlab.jupyter;

import io.kvlab.KvlabException;
import io.kvlab.jupyter.internal.kernel.BundlesBeside;
import io.kvlab.jupyter.internal.kernel.Kernel;
import io.kvlab.jupyter.internal.notebook.HeadlessRun;
import io.kvlab.jupyter.internal.notebook.NotebookFile;
import io.kvlab.session.Settings;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Consumer;

/** Executes notebooks without Jupyter, in a kernel of their own. */
public final class NotebookRunner {
  private NotebookRunner() {}

  /**
   * What is stored besides the outputs themselves.
   *
   * @param still whether pictures are stored as drawings alone
   * @param bundle whether the rows of all runs are written beside the notebook
   */
  public record Options(boolean still, boolean bundle) {}

  /**
   * Executes every code cell and writes the notebook with its outputs.
   *
   * @param parameters values for the names that the cell tagged {@code parameters} sets; they stand
   *     in a cell of their own behind it
   * @param options what is stored
   * @param log gets a line for every cell
   * @throws KvlabException when a cell fails; what was run until then is written all the same
   */
  public static void run(
      Path notebook,
      Path out,
      Map<String, String> parameters,
      Options options,
      Consumer<String> log) {
    run(Settings.ofUser(), notebook, out, parameters, options, log);
  }

  /**
   * Executes a script of cells and tells what each shows as text.
   *
   * @param shown gets what the cells show
   * @param log gets a line for every cell
   * @throws KvlabException when a cell fails
   */
  public static void runScript(Path script, Consumer<String> shown, Consumer<String> log) {
    NotebookFile file = NotebookFile.read(script);
    Path parent = script.toAbsolutePath().getParent();
    try (Kernel kernel = Kernel.open(Settings.ofUser(), parent == null ? Path.of("") : parent)) {
      HeadlessRun run = new HeadlessRun(kernel, file);
      run.whenShown(shown);
      run.run(log);
    }
  }

  /** The same with settings of one's own. */
  static void run(
      Settings settings,
      Path notebook,
      Path out,
      Map<String, String> parameters,
      Options options,
      Consumer<String> log) {
    NotebookFile file = NotebookFile.read(notebook);
    file.set(parameters);
    Path parent = notebook.toAbsolutePath().getParent();
    Path folder = parent == null ? Path.of("") : parent;
    try (Kernel kernel = Kernel.open(settings, folder)) {
      HeadlessRun run = new HeadlessRun(kernel, file);
      run.run(log);
      if (options.still()) {
        run.keepStillPictures();
      }
      if (options.bundle()) {
        Path bundle = BundlesBeside.of(out);
        log.accept("rows of " + kernel.bundle(bundle) + " runs: " + bundle);
      }
    } finally {
      file.write(out);
    }
  }
}
