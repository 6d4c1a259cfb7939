package io.kvlab.cli;

import io.kvlab.KvlabException;
import io.kvlab.bench.Fuzz;
import io.kvlab.bench.StoreBench;
import io.kvlab.bench.SweepBench;
import io.kvlab.dsl.ParserFuzz;
import io.kvlab.experiment.Progress;
import io.kvlab.session.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** Benchmarks: each prints a table of ratios against a baseline measured in the same run. */
@Command(
    name = "bench",
    description = "benchmarks: sweep, store, language, fuzz",
    sortOptions = false)
final class BenchCommand implements Callable<Integer> {
  @ParentCommand Main main = new Main();

  @Override
  public Integer call() {
    throw KvlabException.usage("Say which benchmark: sweep, store, language or fuzz.");
  }

  @Command(
      name = "sweep",
      description = "a grid of 8 policies and 10 ratios, naive against planned")
  int sweep(
      @Option(names = "--model", defaultValue = "nano", paramLabel = "NAME") String model,
      @Option(names = "--examples", defaultValue = "32", paramLabel = "N") int examples,
      @Option(names = "--naive", defaultValue = "48", paramLabel = "PAIRS") int naive) {
    String name = model.contains("/") ? '"' + model + '"' : model;
    Progress notes = main.common.quiet ? Progress.SILENT : new TerminalProgress(System.err, false);
    return Statements.print(
        main.common,
        List.of(
            new Outcome.Tabular(
                "sweep",
                new SweepBench(main.common.settings(), name, examples, naive).run(notes),
                List.of())));
  }

  @Command(
      name = "language",
      description = "random and mutated programs: only the language's own error")
  int language(@Option(names = "--count", defaultValue = "1000000", paramLabel = "N") long count) {
    System.out.println(ParserFuzz.run(count, Long.parseLong(seed())));
    return 0;
  }

  @Command(
      name = "store",
      description = "a grid's rows: size, write rate, time to open and to read")
  int store(@Option(names = "--rows", defaultValue = "100000", paramLabel = "N") int rows) {
    StoreBench.run(rows, System.out);
    return 0;
  }

  @Command(
      name = "fuzz",
      description = "structured nonsense for everything that reads strangers' files")
  int fuzz(
      @Option(names = "--seconds", defaultValue = "120", paramLabel = "N") long seconds,
      @Parameters(arity = "0..*", paramLabel = "TARGET") List<String> targets) {
    Duration total = Duration.ofSeconds(seconds);
    List<String> named = targets == null ? List.of() : targets;
    return Fuzz.run(total, Long.parseLong(seed()), named, System.out).isEmpty() ? 0 : 1;
  }

  private String seed() {
    return java.util.Optional.ofNullable(main.common.seed).orElse("1");
  }
}
