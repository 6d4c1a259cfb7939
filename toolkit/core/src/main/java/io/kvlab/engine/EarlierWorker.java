package io.kvlab.engine;

import io.kvlab.plan.Plan;
import io.kvlab.plan.Plan.Answers;
import io.kvlab.plan.Plan.Fidelity;
import io.kvlab.plan.Plan.Sweep;
import io.kvlab.store.Run;
import io.kvlab.store.RunStore;

/**
 * The same statement in two processes is computed once: who comes later waits for the rows of who
 * came first, and computes what that one leaves, however it ends.
 */
final class EarlierWorker {
  private static final long PAUSE = 250; // milliseconds

  private EarlierWorker() {}

  /** Waits for those who came before; whether nothing is left to compute then. */
  static boolean hasDone(
      RunStore store, String run, Plan plan, RunProgress progress, Cancellation cancellation) {
    boolean waited = false;
    while (store.isBehindAnother(run) && !cancellation.getAsBoolean()) {
      if (!waited) {
        waited = true;
        progress.note(
            "Run "
                + run
                + " is being computed by another kernel or command: its rows are waited for, and"
                + " what it leaves is computed here.");
        progress.started("rows of run " + run, rows(plan));
      }
      progress.advanced(store.finished(run).size());
      try {
        Thread.sleep(PAUSE);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return false;
      }
    }
    Run seen = store.show(run);
    return waited
        && !cancellation.getAsBoolean()
        && seen.failed() == 0
        && store.finished(run).size() >= rows(plan);
  }

  private static long rows(Plan plan) {
    long rows = 0;
    for (Sweep sweep : plan.sweeps()) {
      long examples =
          sweep.work() instanceof Answers answers
              ? answers.examples().size()
              : ((Fidelity) sweep.work()).windows().orElse(1);
      rows += examples * sweep.treatments().size();
    }
    return rows;
  }
}
