package io.kvlab.cli;

import io.kvlab.KvlabException;
import io.kvlab.task.TextFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** Executes a file of statements, or a stored run once more. */
@Command(
    name = "run",
    description =
        "execute the statements of a file ('-' for standard input), or repeat a stored run")
final class RunCommand implements Callable<Integer> {
  @ParentCommand Main main = new Main();

  @Parameters(arity = "0..1", paramLabel = "FILE.kv", description = "a file of statements")
  @Nullable Path file;

  @Option(
      names = "--again",
      paramLabel = "RUN",
      description = "repeat this stored run from scratch")
  @Nullable String again;

  @Override
  public Integer call() {
    Optional<Path> source = Optional.ofNullable(file);
    Optional<String> stored = Optional.ofNullable(again);
    if (source.isPresent() == stored.isPresent()) {
      throw KvlabException.usage("Give a file of statements, or --again RUN.");
    }
    return stored.isPresent()
        ? Statements.again(main.common, stored.get())
        : Statements.execute(main.common, read(source.get()));
  }

  private static String read(Path file) {
    if (!file.toString().equals("-")) {
      return TextFile.read(file).text();
    }
    try {
      return new String(System.in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw KvlabException.run("Standard input cannot be read: " + e.getMessage(), e);
    }
  }
}
