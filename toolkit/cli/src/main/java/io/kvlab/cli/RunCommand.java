package io.kvlab.cli;

import io.kvlab.KvlabException;
import io.kvlab.dsl.DslException;
import io.kvlab.engine.RunProgress;
import io.kvlab.session.Outcome;
import io.kvlab.session.Session;
import io.kvlab.task.catalog.TextFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** Executes a file of statements, or a stored run once more. */
@Command(
    name = "run",
    description =
        "execute the statements of a file ('-' for standard input), repeat a stored run, or go on"
            + " with one that stopped")
final class RunCommand implements Callable<Integer> {
  /** What a notebook's script holds beside statements. */
  private static final Pattern KOTLIN =
      Pattern.compile("(?m)^(?:val|var|fun|import|for|if|class|println|%kv|%%kv)\\b|^%{1,2}kv\\s");

  @ParentCommand Main main = new Main();

  @Parameters(arity = "0..1", paramLabel = "FILE.kv", description = "a file of statements")
  @Nullable Path file;

  @Option(
      names = "--again",
      paramLabel = "RUN",
      description = "repeat this stored run from scratch")
  @Nullable String again;

  @Option(
      names = "--continue",
      paramLabel = "RUN",
      description = "go on with this stored run where it stopped")
  @Nullable String unfinished;

  @Override
  public Integer call() throws Exception {
    List<Callable<Integer>> asked =
        Stream.of(
                work(file, this::execute),
                work(again, run -> compute((session, to) -> session.again(run, to))),
                work(unfinished, run -> compute((session, to) -> session.goOn(run, to))))
            .flatMap(Optional::stream)
            .toList();
    if (asked.size() != 1) {
      throw KvlabException.usage("Give a file of statements, --again RUN or --continue RUN.");
    }
    return asked.get(0).call();
  }

  private int execute(Path path) {
    String text = read(path);
    try {
      return Statements.execute(main.common, text);
    } catch (DslException wrong) {
      if (KOTLIN.matcher(text).find()) {
        System.err.println(
            "kvlab: "
                + path
                + " holds Kotlin too; './kvlab notebook run "
                + path
                + "' runs such a file.");
      }
      throw wrong;
    }
  }

  private int compute(BiFunction<Session, RunProgress, Outcome> work) {
    return Statements.compute(main.common, work);
  }

  private static <T> Optional<Callable<Integer>> work(
      @Nullable T given, Function<T, Integer> work) {
    return Optional.ofNullable(given).map(value -> () -> work.apply(value));
  }

  private static String read(Path file) {
    if (!file.toString().equals("-")) {
      return TextFiles.read(file).text();
    }
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(System.in.readAllBytes()))
          .toString();
    } catch (CharacterCodingException e) {
      throw new KvlabException(
          KvlabException.Kind.USAGE, "Standard input is not UTF-8 text; convert it to UTF-8.", e);
    } catch (IOException e) {
      throw KvlabException.run("Standard input cannot be read: " + e.getMessage(), e);
    }
  }
}
