package io.kvlab.cli;

import io.kvlab.KvlabException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** Stands here for the help page: the launcher runs the tests before any class is built. */
@Command(name = "test", description = "build everything and run all tests")
final class TestCommand implements Callable<Integer> {
  @Override
  public Integer call() {
    throw KvlabException.usage("Run the tests through the launcher: ./kvlab test.");
  }
}
