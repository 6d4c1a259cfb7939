package io.kvlab.cli;

import io.kvlab.KvlabException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Unmatched;

/** Stands here for the help page: the launcher starts the module that sees the kernel. */
@Command(
    name = "notebook",
    description = "open Jupyter with the kvlab kernel; run or export a notebook")
final class NotebookCommand implements Callable<Integer> {
  @Unmatched List<String> rest = List.of();

  @Override
  public Integer call() {
    throw KvlabException.usage(
        "Start it through the launcher: ./kvlab notebook " + String.join(" ", rest));
  }
}
