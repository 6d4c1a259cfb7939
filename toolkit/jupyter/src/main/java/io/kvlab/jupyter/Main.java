package io.kvlab.jupyter;

import io.kvlab.KvlabException;
import io.kvlab.internal.SystemText;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code ./kvlab jupyter ...}, {@code ./kvlab notebook ...} and {@code ./kvlab serve ...}. */
@Command(
    name = "kvlab",
    subcommands = {
      JupyterCommand.class,
      NotebookCommand.class,
      ServeCommand.class,
      WarmUpCommand.class
    })
public final class Main {
  private Main() {}

  public static void main(String[] arguments) {
    SystemText.printUtf8();
    Logging.configure();
    System.exit(start(arguments));
  }

  private static int start(String... arguments) {
    try {
      SystemText.requireWhole(arguments);
    } catch (KvlabException e) {
      System.err.println("kvlab: " + e.getMessage());
      return e.kind().exitCode();
    }
    return execute(arguments);
  }

  /** Runs one command; the exit code. */
  static int execute(String... arguments) {
    CommandLine line = new CommandLine(new Main());
    // What 'notebook' does not know is Jupyter's; what its subcommands do not know is a mistake.
    Optional.ofNullable(line.getSubcommands().get("notebook"))
        .ifPresent(it -> it.getCommandSpec().parser().unmatchedOptionsArePositionalParams(true));
    line.setExecutionExceptionHandler(
        (failure, command, parsed) -> {
          if (failure instanceof KvlabException known) {
            System.err.println("kvlab: " + known.getMessage());
            return known.kind().exitCode();
          }
          throw failure;
        });
    line.setParameterExceptionHandler(
        (problem, rejected) -> {
          System.err.println("kvlab: " + problem.getMessage());
          return KvlabException.Kind.USAGE.exitCode();
        });
    return line.execute(arguments);
  }
}
