package io.kvlab.cli;

import io.kvlab.KvlabException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Unmatched;

/** Stands here for the help page: the launcher starts the module that sees the kernel. */
@Command(name = "jupyter", description = "install the Jupyter kernel")
final class JupyterCommand implements Callable<Integer> {
  @Unmatched List<String> rest = List.of();

  @Override
  public Integer call() {
    throw KvlabException.usage(
        "Start it through the launcher: ./kvlab jupyter " + String.join(" ", rest));
  }
}
