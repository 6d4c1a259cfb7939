package io.kvlab.engine;

import io.kvlab.KvlabException;
import io.kvlab.dsl.ast.ChatMode;
import io.kvlab.dsl.ast.Scoring;
import io.kvlab.plan.CellKey.Treatment;
import io.kvlab.plan.Plan;
import io.kvlab.plan.Plan.Answers;
import io.kvlab.plan.Plan.Fidelity;
import io.kvlab.plan.Plan.Sweep;
import io.kvlab.plan.PlanJson;
import io.kvlab.result.ExampleRow;
import io.kvlab.store.Run;
import io.kvlab.store.RunSpec;
import io.kvlab.store.RunStart;
import io.kvlab.store.RunStore;
import io.kvlab.task.ChatUse;
import io.kvlab.task.Task;
import java.util.List;

/**
 * Runs plans: the ledger over their pieces. The store is asked first; what it lacks is computed,
 * and stored as examples finish, so that the same plan again continues where it stopped. A plan
 * whose rows are all stored opens no model.
 */
public final class Runner {
  private final Workbench workbench;
  private final RunStore store;
  private final RunOptions options;
  private final PieceRunner pieces;

  /** Computes what is missing in this process. */
  public Runner(Workbench workbench, RunStore store, RunOptions options) {
    this(workbench, store, options, new LocalPieces(workbench, options));
  }

  /**
   * @param pieces computes what is missing
   */
  public Runner(Workbench workbench, RunStore store, RunOptions options, PieceRunner pieces) {
    this.workbench = workbench;
    this.store = store;
    this.options = options;
    this.pieces = pieces;
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
    if (EarlierWorker.hasDone(store, run, plan, progress, cancellation)) {
      Run done = store.end(run, Run.State.DONE, store.show(run).spec().provenance());
      progress.finished("Run " + run + " was computed by another kernel or command meanwhile.");
      return new Result(run, store.rows(run), done.spec().provenance(), false);
    }
    provenance = provenance.stored(begun.run().spec().provenance());
    long started = System.nanoTime();
    Ledger ledger = new Ledger(store, run, plan, provenance, progress);
    boolean interrupted = compute(plan, begun, ledger, cancellation, started);
    List<ExampleRow> rows = store.rows(run);
    progress.finished(
        (interrupted ? "Stopped: " : "Done: ")
            + rows.size()
            + " rows in run "
            + run
            + String.format(
                java.util.Locale.ROOT, ", %.1f s.", (System.nanoTime() - started) / 1e9));
    return new Result(run, rows, store.show(run).spec().provenance(), interrupted);
  }

  /** Computes what is missing and says how the run ended; whether it was interrupted. */
  private boolean compute(
      Plan plan, RunStart begun, Ledger ledger, Cancellation cancellation, long started) {
    String run = begun.run().id();
    Run.State state = Run.State.FAILED;
    boolean refused = false;
    try {
      pieces.run(plan, ledger, cancellation);
      state = Run.State.DONE;
    } catch (KvlabException e) {
      if (e.kind() == KvlabException.Kind.INTERRUPTED) {
        state = Run.State.INTERRUPTED;
        return true;
      }
      boolean first = begun.origin() == RunStart.Origin.NEW && store.finished(run).isEmpty();
      // a plan that could not begin is no run
      refused = first && (e.kind() == KvlabException.Kind.USAGE || !ledger.begun());
      throw e;
    } finally {
      if (refused) {
        store.remove(run);
      } else {
        double seconds = (System.nanoTime() - started) / 1e9;
        store.end(run, state, ledger.provenance().finished(seconds).json());
      }
    }
    return false;
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
    if (chat.mode() == ChatMode.ON && workbench.source(model).chat(chat).isEmpty()) {
      throw KvlabException.usage(
          model + " has no chat template; say 'chat off', or name one with chat \"FILE.jinja\".");
    }
  }
}
