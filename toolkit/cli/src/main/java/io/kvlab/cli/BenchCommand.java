package io.kvlab.cli;

import ai.djl.Device;
import io.kvlab.KvlabException;
import io.kvlab.bench.BenchOptions;
import io.kvlab.bench.BenchReport;
import io.kvlab.bench.CompressBench;
import io.kvlab.bench.ContextBench;
import io.kvlab.bench.EngineBench;
import io.kvlab.bench.Fuzz;
import io.kvlab.bench.MechanismBench;
import io.kvlab.bench.MemoryBench;
import io.kvlab.bench.ParserFuzz;
import io.kvlab.bench.SameAnswersBench;
import io.kvlab.bench.StartupBench;
import io.kvlab.bench.SteadyBench;
import io.kvlab.bench.StoreBench;
import io.kvlab.bench.SweepBench;
import io.kvlab.dsl.Suggestions;
import io.kvlab.engine.Mechanism;
import io.kvlab.engine.RunProgress;
import io.kvlab.session.Outcome;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Benchmarks: each prints a table of ratios against a baseline measured in the same run. */
@Command(
    name = "bench",
    description =
        "benchmarks: sweep, mechanisms, same-answers, engine, context, compress, startup, memory, store, steady, language, fuzz",
    sortOptions = false)
final class BenchCommand implements Callable<Integer> {
  @ParentCommand Main main = new Main();
  @Spec CommandSpec spec = CommandSpec.create();

  @Parameters(arity = "0..1", hidden = true)
  @Nullable String unknown;

  @Override
  public Integer call() {
    String all = String.join(", ", spec.subcommands().keySet());
    if (unknown == null) {
      throw KvlabException.usage("Say which benchmark: " + all + ".");
    }
    throw KvlabException.usage(
        "There is no benchmark '"
            + unknown
            + "'. "
            + Suggestions.closest(unknown, spec.subcommands().keySet())
                .map(meant -> "Did you mean '" + meant + "'?")
                .orElse("There are: " + all + "."));
  }

  @Command(
      name = "sweep",
      description = "a grid of 8 policies and 10 ratios, naive against planned")
  int sweep(
      @Option(names = "--model", defaultValue = "nano", paramLabel = "NAME") String model,
      @Option(names = "--examples", defaultValue = "32", paramLabel = "N") int examples,
      @Option(names = "--naive", defaultValue = "48", paramLabel = "PAIRS") int naive,
      @Option(names = "--tasks", defaultValue = "gsm-mini,needle-mini", split = ",")
          List<String> tasks,
      @Option(names = "--no-mechanisms", description = "planned and naive only") boolean plain) {
    String name = model.contains("/") ? '"' + model + '"' : model;
    SweepBench.Scope scope = new SweepBench.Scope(tasks, examples, naive, !plain);
    return print(new SweepBench(main.common.settings(), name, scope).run(notes()));
  }

  @Command(
      name = "mechanisms",
      description = "a statement as planned, and once without each mechanism")
  int mechanisms(
      @Parameters(paramLabel = "STATEMENT", description = "as in compress snapkv ratio 0.5 ...")
          String statement,
      @Option(names = "--of", paramLabel = "NAMES", description = "as in verify,merging; else all")
          @Nullable String of) {
    return print(
        new MechanismBench(
                main.common.settings(),
                statement,
                of == null ? EnumSet.allOf(Mechanism.class) : Mechanism.parse(of))
            .run(notes()));
  }

  @Command(
      name = "same-answers",
      description = "planned against naive, token by token, on every mini suite and policy")
  int sameAnswers(
      @Option(names = "--model", defaultValue = "nano", paramLabel = "NAME") String model,
      @Option(names = "--examples", defaultValue = "2", paramLabel = "N") int examples,
      @Option(names = "--pairs", defaultValue = "1000000", paramLabel = "N") int pairs) {
    return print(new SameAnswersBench(main.common.settings(), model, examples, pairs).run(notes()));
  }

  @Command(
      name = "memory",
      description = "predicted peak memory against the measured one, over several plan sizes")
  int memory(
      @Option(names = "--model", defaultValue = "nano", paramLabel = "NAME") String model,
      @Option(names = "--point", hidden = true, paramLabel = "STATEMENT")
          @Nullable String statement) {
    if (statement != null) {
      System.out.println(MemoryBench.point(main.common.settings(), statement));
      return 0;
    }
    return print(MemoryBench.run(model, notes()));
  }

  @Command(
      name = "startup",
      description = "from the start to the first row of a one-example run, part by part")
  int startup(
      @Option(names = "--model", defaultValue = "nano", paramLabel = "NAME") String model,
      @Option(names = "--point", hidden = true, paramLabel = "NAME") @Nullable String point) {
    if (point != null) {
      System.out.println(StartupBench.point(main.common.settings(), point));
      return 0;
    }
    return print(StartupBench.run(model));
  }

  private RunProgress notes() {
    return main.common.quiet ? RunProgress.SILENT : new TerminalProgress(System.err, false);
  }

  @Command(
      name = "engine",
      description = "prefill and decode against the machine's own GEMM rate and bandwidth")
  int engine(@Mixin Shaped shaped) {
    return print(EngineBench.run(shaped.options(main.common)));
  }

  @Command(
      name = "context",
      description = "prompts of growing length with all evidence on: time and peak memory")
  int context(
      @Mixin Shaped shaped,
      @Option(names = "--point", hidden = true, paramLabel = "LENGTH:WHAT")
          @Nullable String point) {
    if (point != null) {
      System.out.println(ContextBench.point(shaped.options(main.common), point));
      return 0;
    }
    return print(ContextBench.run(shaped.options(main.common), notes()));
  }

  @Command(
      name = "compress",
      description = "what eviction really saves: cache bytes and decode speed")
  int compress(@Mixin Shaped shaped) {
    return print(CompressBench.run(shaped.options(main.common)));
  }

  /** The options of benchmarks on random weights. */
  static final class Shaped {
    @Option(names = "--model", paramLabel = "SHAPE", description = "15M, 125M, 1B or 8B")
    @Nullable String shape;

    @Option(names = "--longest", paramLabel = "N", description = "longest context")
    @Nullable Integer longest;

    BenchOptions options(Common common) {
      Device device = "gpu".equals(common.device) ? Device.gpu() : Device.cpu();
      BenchOptions here = BenchOptions.standard().on(device);
      return new BenchOptions(
          Optional.ofNullable(shape),
          here.device(),
          here.precision(),
          longest == null ? OptionalInt.empty() : OptionalInt.of(longest));
    }
  }

  private int print(BenchReport report) {
    if (main.common.format == Common.Format.JSON) {
      System.out.println(report.json());
      return 0;
    }
    report.facts().forEach((name, value) -> System.err.println(name + ": " + value));
    return Statements.print(
        main.common, List.of(new Outcome.Tabular(report.name(), report.rows(), List.of())));
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
      name = "steady",
      description = "grid after grid in one session: does heap or resident memory grow?")
  int steady(
      @Option(names = "--model", defaultValue = "nano", paramLabel = "NAME") String model,
      @Option(names = "--minutes", defaultValue = "60", paramLabel = "N") double minutes,
      @Option(names = "--samples", defaultValue = "60", paramLabel = "N") int samples) {
    Duration total = Duration.ofMillis(Math.round(60_000 * minutes));
    RunProgress notes =
        main.common.quiet ? RunProgress.SILENT : new TerminalProgress(System.err, false);
    BenchReport report = new SteadyBench(main.common.settings(), model, total, samples).run(notes);
    print(report);
    return SteadyBench.steady(report) ? 0 : 1;
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
    return Optional.ofNullable(main.common.seed).orElse("1");
  }
}
