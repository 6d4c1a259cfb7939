package io.kvlab.cli;

import io.kvlab.KvlabException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Unmatched;

/** Stands here for the help page: the launcher starts the module that renders results. */
@Command(name = "serve", description = "answer requests of a program, such as toolkit/python")
final class ServeCommand implements Callable<Integer> {
  @Unmatched List<String> rest = List.of();

  @Override
  public Integer call() {
    throw KvlabException.usage(
        "Start it through the launcher: ./kvlab serve " + String.join(" ", rest));
  }
}
