package io.kvlab.bench;

import io.kvlab.dsl.Dsl;
import io.kvlab.dsl.ast.Query;
import io.kvlab.experiment.Mechanism;
import io.kvlab.experiment.NaivePath;
import io.kvlab.experiment.NaivePath.Answered;
import io.kvlab.experiment.Plan;
import io.kvlab.experiment.Plan.Answers;
import io.kvlab.experiment.Plan.Sweep;
import io.kvlab.experiment.Progress;
import io.kvlab.session.Outcome;
import io.kvlab.session.Session;
import io.kvlab.session.SettingKey;
import io.kvlab.session.Settings;
import java.util.List;
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

  private final Settings settings;
  private final String model;
  private final int examples;
  private final int naivePairs;

  /**
   * @param model a model's name, or its folder in double quotes
   * @param examples of each task
   * @param naivePairs pairs of example and cell on which the naive path is measured, of each task
   */
  public SweepBench(Settings settings, String model, int examples, int naivePairs) {
    this.settings = settings;
    this.model = model;
    this.examples = examples;
    this.naivePairs = naivePairs;
  }

  /** Measures; a few minutes. */
  public Table run(Progress progress) {
    StringColumn task = StringColumn.create("task");
    StringColumn path = StringColumn.create("path");
    LongColumn count = LongColumn.create("examples");
    LongColumn pairs = LongColumn.create("pairs");
    DoubleColumn seconds = DoubleColumn.create("seconds");
    DoubleColumn times = DoubleColumn.create("times_planned");
    for (String name : List.of("gsm-mini", "needle-mini")) {
      progress.note(name + ": warming up");
      planned(name, 2, "");
      progress.note(name + ": planned");
      double planned = planned(name, examples, "");
      long cells = 1 + 8 * 10;
      progress.note(name + ": naive, " + naivePairs + " pairs");
      double naive = naive(name, cells * examples);
      row(task, path, count, pairs, seconds, times, name, "planned", examples, cells, planned, 1);
      row(
          task,
          path,
          count,
          pairs,
          seconds,
          times,
          name,
          "naive (extrapolated from " + naivePairs + " pairs)",
          examples,
          cells,
          naive,
          naive / planned);
      int few = Math.max(2, examples / 8);
      double all = planned(name, few, "");
      row(task, path, count, pairs, seconds, times, name, "planned", few, cells, all, 1);
      for (Mechanism mechanism : Mechanism.values()) {
        progress.note(name + ": without " + mechanism.key());
        double without = planned(name, few, "without " + mechanism.key());
        row(
            task,
            path,
            count,
            pairs,
            seconds,
            times,
            name,
            "without " + mechanism.key(),
            few,
            cells,
            without,
            without / all);
      }
    }
    return Table.create("sweep", task, path, count, pairs, seconds, times);
  }

  private static void row(
      StringColumn task,
      StringColumn path,
      LongColumn count,
      LongColumn pairs,
      DoubleColumn seconds,
      DoubleColumn times,
      String name,
      String label,
      int examples,
      long cells,
      double measured,
      double ratio) {
    task.append(name);
    path.append(label);
    count.append(examples);
    pairs.append(cells * examples);
    seconds.append(Math.round(100 * measured) / 100.0);
    times.append(Math.round(10 * ratio) / 10.0);
  }

  /** Seconds of the planned path, in a store of its own. */
  private double planned(String task, int limit, String without) {
    return inSession(
        session -> {
          session.load(name());
          long started = System.nanoTime();
          List<Outcome> outcomes =
              session.execute(STATEMENT.formatted(task, model, limit, without), Progress.SILENT);
          if (!(outcomes.get(0) instanceof Outcome.Experiment)) {
            throw new IllegalStateException("a compress query gives an experiment");
          }
          return (System.nanoTime() - started) / 1e9;
        });
  }

  private String name() {
    return model.startsWith("\"") ? model.substring(1, model.length() - 1) : model;
  }

  /** Seconds that the naive path would take for {@code all} pairs. */
  private double naive(String task, long all) {
    return inSession(
        session -> {
          Plan plan =
              session.plan(
                  (Query)
                      Dsl.parseStatement(STATEMENT.formatted(task, model, examples, "").strip()));
          Sweep sweep = plan.sweeps().get(0);
          NaivePath path =
              new NaivePath(sweep, (Answers) sweep.work(), session.workbench(), plan.seed());
          path.answer(2);
          List<Answered> answered = path.answer(naivePairs);
          return answered.stream().mapToDouble(Answered::seconds).average().orElse(0) * all;
        });
  }

  private interface Measured {
    double in(Session session);
  }

  private double inSession(Measured measured) {
    try (TemporaryFolder folder = new TemporaryFolder();
        Session session =
            Session.open(
                settings.with(
                    SettingKey.STORE, folder.path().resolve("runs.db").toString(), "bench"))) {
      return measured.in(session);
    }
  }
}
