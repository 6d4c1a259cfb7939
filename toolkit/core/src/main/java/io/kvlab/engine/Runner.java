package io.kvlab.engine;

import io.kvlab.KvlabException;
import io.kvlab.dsl.ast.ChatMode;
import io.kvlab.dsl.ast.Scoring;
import io.kvlab.plan.CellKey;
import io.kvlab.plan.CellKey.Treatment;
import io.kvlab.plan.Plan;
import io.kvlab.plan.Plan.Answers;
import io.kvlab.plan.Plan.Fidelity;
import io.kvlab.plan.Plan.Sweep;
import io.kvlab.plan.PlanJson;
import io.kvlab.result.ExampleRow;
import io.kvlab.result.ExampleRow.ExampleId;
import io.kvlab.store.Run;
import io.kvlab.store.RunSpec;
import io.kvlab.store.RunStart;
import io.kvlab.store.RunStore;
import io.kvlab.task.ChatUse;
import io.kvlab.task.Task;
import java.util.List;
import java.util.function.Consumer;

/**
 * Runs plans. Every finished batch of examples is stored at once; the same plan again continues
 * where it stopped.
 */
public final class Runner {
  private final Workbench workbench;
  private final RunStore store;
  private final RunOptions options;

  public Runner(Workbench workbench, RunStore store, RunOptions options) {
    this.workbench = workbench;
    this.store = store;
    this.options = options;
  }

  /**
   * A run and its rows.
   *
   * @param run the id under which they are stored
   * @param rows all stored rows of the run, those of earlier sittings included
   * @param provenance what it was computed with, as JSON
   * @param interrupted whether it was stopped before its end
   */
  public record Result(String run, List<ExampleRow> rows, String provenance, boolean interrupted) {
    public Result {
      rows = List.copyOf(rows);
    }
  }

  /** Runs what of the plan is not stored yet. */
  public Result run(Plan plan, RunProgress progress, Cancellation cancellation) {
    for (Sweep sweep : plan.sweeps()) {
      for (Treatment treatment : sweep.treatments()) {
        Compressor.require(
            workbench.policy(treatment.policy()), treatment, Compressor.Use.of(sweep.work()));
      }
      if (sweep.work() instanceof Fidelity fidelity) {
        FidelitySweep.require(fidelity);
      }
    }
    for (Sweep sweep : plan.sweeps()) {
      if (sweep.work() instanceof Answers answers) {
        requirePossible(answers, sweep.model());
      }
    }
    Provenance provenance = Provenance.of(plan, workbench, options);
    RunStart begun =
        store.begin(
            new RunSpec(
                plan.statement(),
                PlanJson.write(plan),
                provenance.fingerprint(),
                provenance.json()),
            options.fresh());
    String run = begun.run().id();
    progress.running(run);
    if (begun.worthSaying()) {
      progress.note(begun.sentence());
    }
    if (begun.origin() == RunStart.Origin.COMPLETE) {
      return new Result(run, store.rows(run), begun.run().spec().provenance(), false);
    }
    provenance = provenance.stored(begun.run().spec().provenance());
    long started = System.nanoTime();
    Run.State state = Run.State.FAILED;
    boolean refused = false;
    try {
      Rows rows = new Rows(run, plan, progress);
      for (Sweep sweep : plan.sweeps()) {
        sweep(plan, sweep, rows, progress, cancellation);
      }
      state = Run.State.DONE;
    } catch (KvlabException e) {
      if (e.kind() == KvlabException.Kind.USAGE && store.finished(run).isEmpty()) {
        refused = true; // a plan that could not begin is no run
      }
      if (e.kind() != KvlabException.Kind.INTERRUPTED) {
        throw e;
      }
      state = Run.State.INTERRUPTED;
    } finally {
      provenance = provenance.finished((System.nanoTime() - started) / 1e9);
      if (refused) {
        store.remove(run);
      } else {
        store.end(run, state, provenance.json());
      }
    }
    boolean interrupted = state == Run.State.INTERRUPTED;
    List<ExampleRow> rows = store.rows(run);
    progress.finished(
        (interrupted ? "Stopped: " : "Done: ")
            + rows.size()
            + " rows in run "
            + run
            + String.format(
                java.util.Locale.ROOT, ", %.1f s.", (System.nanoTime() - started) / 1e9));
    return new Result(run, rows, provenance.json(), interrupted);
  }

  private void requirePossible(Answers answers, String model) {
    Task task = workbench.task(answers.name());
    if (answers.protocol().scoring() == Scoring.GENERATION) {
      task.requireScorable();
    } else if (task.choices(0).isEmpty()) {
      throw KvlabException.usage(
          task.name()
              + " has no choices to weigh; leave 'scoring likelihood' out, or take a"
              + " multiple-choice task such as mmlu.");
    }
    ChatUse chat = answers.protocol().chat();
    if (chat.mode() == ChatMode.ON && workbench.model(model).chat(chat).isEmpty()) {
      throw KvlabException.usage(
          model + " has no chat template; say 'chat off', or name one with chat \"FILE.jinja\".");
    }
  }

  private void sweep(
      Plan plan, Sweep sweep, Rows rows, RunProgress progress, Cancellation cancellation) {
    SweepSetup setup = SweepSetup.of(sweep, workbench, options, plan.seed(), cancellation);
    Consumer<RunProgress> work =
        sweep
            .work()
            .match(
                answers ->
                    new AnswerSweep(setup, answers, workbench.task(answers.name()), rows)::run,
                text -> new FidelitySweep(setup, text, rows)::run);
    work.accept(progress);
  }

  /** What is stored of a run, and the way to store more. */
  private final class Rows implements RowSink {
    private final java.util.Set<io.kvlab.store.RowKey> finished;
    private final String run;
    private final RunProgress progress;
    private final String title;
    private long total;
    private long done;

    Rows(String run, Plan plan, RunProgress progress) {
      this.run = run;
      this.finished = store.finished(run);
      this.done = finished.size();
      this.progress = progress;
      this.title = title(plan);
      this.total = total(plan);
      progress.started(title, total);
      progress.advanced(done);
    }

    @Override
    public List<Treatment> missing(Sweep sweep, ExampleId example) {
      return sweep.treatments().stream()
          .filter(
              treatment ->
                  !finished.contains(
                      new io.kvlab.store.RowKey(new CellKey(sweep.workload(), treatment), example)))
          .toList();
    }

    @Override
    public void counted(Sweep sweep, int windows) {
      if (sweep.work() instanceof Fidelity text && text.windows().isEmpty()) {
        total += (long) (windows - 1) * sweep.treatments().size();
        progress.started(title, total);
        progress.advanced(done);
      }
    }

    @Override
    public void add(List<ExampleRow> rows) {
      done += store.append(run, rows);
      progress.advanced(done);
    }

    private String title(Plan plan) {
      return plan.sweeps().stream()
          .map(sweep -> sweep.work().name() + " with " + sweep.modelName())
          .distinct()
          .limit(2)
          .reduce((a, b) -> a + ", " + b)
          .orElse("");
    }

    private long total(Plan plan) {
      long total = 0;
      for (Sweep sweep : plan.sweeps()) {
        long examples =
            sweep
                .work()
                .match(answers -> answers.examples().size(), text -> text.windows().orElse(1));
        total += examples * sweep.treatments().size();
      }
      return total;
    }
  }
}
