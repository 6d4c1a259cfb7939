package io.kvlab.bench;

import io.kvlab.dsl.Dsl;
import io.kvlab.dsl.ast.Query;
import io.kvlab.engine.Mechanism;
import io.kvlab.engine.NaivePath;
import io.kvlab.engine.RunProgress;
import io.kvlab.plan.Plan;
import io.kvlab.plan.Plan.Answers;
import io.kvlab.plan.Plan.Sweep;
import io.kvlab.session.Session;
import io.kvlab.session.SettingKey;
import io.kvlab.session.Settings;
import java.util.List;
import java.util.Map;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.LongColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/**
 * What the planned path saves: 8 policies at 10 ratios over examples of gsm-mini and needle-mini.
 * The naive path is measured on a part of the pairs of example and cell and extrapolated; every
 * mechanism is switched off once, on fewer examples.
 */
public final class SweepBench {
  private static final String POLICIES =
      "random, streamingllm, h2o, snapkv, pyramidkv, chunkkv, shotkv, knorm";
  private static final String STATEMENT =
      "compress " + POLICIES + " ratio 0.1..1.0 step 0.1 on %s with %s limit %d %s fresh";

  /** The full cache, and 8 policies at 10 ratios. */
  private static final int CELLS = 1 + 8 * 10;

  private final Settings settings;
  private final String model;
  private final Scope scope;

  /**
   * What is measured.
   *
   * @param tasks one after the other
   * @param examples of each task
   * @param naivePairs pairs of example and cell on which the naive path is measured, of each task
   * @param mechanisms whether each mechanism is switched off once
   */
  public record Scope(List<String> tasks, int examples, int naivePairs, boolean mechanisms) {
    public Scope {
      tasks = List.copyOf(tasks);
    }
  }

  /**
   * @param model a model's name, or its folder in double quotes
   */
  public SweepBench(Settings settings, String model, Scope scope) {
    this.settings = settings;
    this.model = model;
    this.scope = scope;
  }

  /** The columns of the result. */
  private static final class Rows {
    private final StringColumn task = StringColumn.create("task");
    private final StringColumn path = StringColumn.create("path");
    private final LongColumn examples = LongColumn.create("examples");
    private final LongColumn pairs = LongColumn.create("pairs");
    private final DoubleColumn seconds = DoubleColumn.create("seconds");
    private final DoubleColumn times = DoubleColumn.create("times_planned");
    private final DoubleColumn cpu = DoubleColumn.create("cpu_seconds");
    private final DoubleColumn cpuTimes = DoubleColumn.create("cpu_times_planned");

    void add(String name, String label, int count, Cost cost, Cost planned) {
      task.append(name);
      path.append(label);
      examples.append(count);
      pairs.append(CELLS * count);
      seconds.append(Math.round(100 * cost.wall()) / 100.0);
      times.append(Math.round(10 * cost.wall() / planned.wall()) / 10.0);
      cpu.append(Math.round(100 * cost.cpu()) / 100.0);
      cpuTimes.append(Math.round(10 * cost.cpu() / planned.cpu()) / 10.0);
    }

    Table table() {
      return Table.create("sweep", task, path, examples, pairs, seconds, times, cpu, cpuTimes);
    }
  }

  /** Measures; a few minutes. */
  public BenchReport run(RunProgress progress) {
    Rows rows = new Rows();
    for (String task : scope.tasks()) {
      progress.note(task + ": warming up");
      planned(task, 2, "");
      Cost planned = planned(task, scope.examples(), "");
      progress.note(task + ": planned " + planned);
      Cost naive = naive(task, CELLS * scope.examples());
      String label = "naive (extrapolated from " + scope.naivePairs() + " pairs)";
      progress.note(task + ": " + label + " " + naive);
      rows.add(task, "planned", scope.examples(), planned, planned);
      rows.add(task, label, scope.examples(), naive, planned);
      if (scope.mechanisms()) {
        mechanisms(task, rows, progress);
      }
    }
    Map<String, Object> facts = Measuring.facts(Measuring.device(settings.device()));
    facts.put("model", name());
    facts.put("cells", CELLS);
    return new BenchReport("sweep", facts, rows.table());
  }

  /** Each switched off once, on fewer examples. */
  private void mechanisms(String task, Rows rows, RunProgress progress) {
    int few = Math.max(2, scope.examples() / 8);
    Cost all = planned(task, few, "");
    rows.add(task, "planned", few, all, all);
    for (Mechanism mechanism : Mechanism.values()) {
      String without = "without " + mechanism.key();
      Cost cost = planned(task, few, without);
      progress.note(task + ": " + without + " " + cost);
      rows.add(task, without, few, cost, all);
    }
  }

  /** Seconds of the planned path, in a store of its own. */
  private Cost planned(String task, int limit, String without) {
    return inSession(
        session -> {
          session.load(name());
          String statement = STATEMENT.formatted(task, model, limit, without);
          return Cost.of(() -> session.execute(statement, RunProgress.SILENT));
        });
  }

  private String name() {
    return model.startsWith("\"") ? model.substring(1, model.length() - 1) : model;
  }

  /** Seconds that the naive path would take for {@code all} pairs. */
  private Cost naive(String task, long all) {
    return inSession(
        session -> {
          Plan plan =
              session.plan(
                  (Query)
                      Dsl.parseStatement(
                          STATEMENT.formatted(task, model, scope.examples(), "").strip()));
          Sweep sweep = plan.sweeps().get(0);
          NaivePath path =
              new NaivePath(sweep, (Answers) sweep.work(), session.workbench(), plan.seed());
          path.answer(2);
          return Cost.of(() -> path.answer(scope.naivePairs()))
              .times((double) all / scope.naivePairs());
        });
  }

  private interface Measured {
    Cost in(Session session);
  }

  private Cost inSession(Measured measured) {
    try (TemporaryFolder folder = new TemporaryFolder();
        Session session =
            Session.open(
                settings.with(
                    SettingKey.STORE, folder.path().resolve("runs.db").toString(), "bench"))) {
      return measured.in(session);
    }
  }
}
