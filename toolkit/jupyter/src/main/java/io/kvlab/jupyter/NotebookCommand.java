package io.kvlab.jupyter;

import io.kvlab.jupyter.internal.notebook.NotebookFile;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ./kvlab notebook}, {@code notebook run} and {@code notebook export}. */
@Command(
    name = "notebook",
    mixinStandardHelpOptions = true,
    description = "open Jupyter with the kvlab kernel",
    subcommands = {NotebookCommand.Run.class, NotebookCommand.Export.class})
final class NotebookCommand implements Callable<Integer> {
  @Parameters(
      arity = "0..*",
      paramLabel = "ARGUMENT",
      description = "for Jupyter: a file, --no-browser ...")
  List<String> arguments = List.of();

  @Override
  public Integer call() {
    return JupyterServer.find().run(arguments);
  }

  /** Executes a notebook without Jupyter. */
  @Command(
      name = "run",
      mixinStandardHelpOptions = true,
      description = "execute a notebook, or a script of its cells (FILE.kv), without Jupyter")
  static final class Run implements Callable<Integer> {
    @Parameters(paramLabel = "NOTEBOOK")
    Path notebook = Path.of("");

    @Option(
        names = "-p",
        paramLabel = "NAME=VALUE",
        description = "a value for the cell tagged 'parameters'; may be repeated")
    Map<String, String> parameters = new LinkedHashMap<>();

    @Option(
        names = {"-o", "--output"},
        paramLabel = "OUT",
        description = "where the executed notebook goes (default: over NOTEBOOK)")
    @Nullable Path out;

    @Option(
        names = "--still",
        description = "store pictures as drawings alone: smaller, for a repository")
    boolean still;

    @Option(
        names = "--bundle",
        description = "write the rows beside OUT, so that it opens where they cannot be computed")
    boolean bundle;

    @Override
    public Integer call() {
      if (NotebookFile.isScript(notebook) && out == null) {
        NotebookRunner.runScript(notebook, System.out::println, System.err::println);
        return 0;
      }
      NotebookRunner.run(
          notebook,
          out == null ? notebook : out,
          parameters,
          new NotebookRunner.Options(still, bundle),
          System.err::println);
      return 0;
    }
  }

  /** Turns a notebook into one page. */
  @Command(
      name = "export",
      mixinStandardHelpOptions = true,
      description = "write a notebook as one HTML page that needs nothing else")
  static final class Export implements Callable<Integer> {
    @Parameters(paramLabel = "NOTEBOOK")
    Path notebook = Path.of("");

    @Option(
        names = {"-o", "--output"},
        paramLabel = "OUT",
        description = "the page (default: beside NOTEBOOK, ending in .html)")
    @Nullable Path out;

    @Override
    public Integer call() {
      Path page =
          out == null ? Path.of(notebook.toString().replaceFirst("(\\.ipynb)?$", ".html")) : out;
      NotebookExporter.export(notebook, page);
      System.out.println(page);
      return 0;
    }
  }
}
