package io.kvlab.jupyter;

import io.kvlab.KvlabException;
import io.kvlab.jupyter.internal.serve.StdioServer;
import io.kvlab.session.Settings;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ./kvlab serve --stdio}: statements for programs that are no notebook of kvlab's own. */
@Command(
    name = "serve",
    mixinStandardHelpOptions = true,
    description = "answer requests of a program, a line of JSON each (docs/PYTHON.md)")
final class ServeCommand implements Callable<Integer> {
  @Option(names = "--stdio", description = "requests on standard input, answers on standard output")
  boolean stdio;

  @Override
  public Integer call() {
    if (!stdio) {
      throw KvlabException.usage(
          "Say where requests come from: ./kvlab serve --stdio reads them from standard input.");
    }
    StdioServer.serve(Settings.ofUser(), Path.of(""), System.in, System.out);
    return 0;
  }
}
