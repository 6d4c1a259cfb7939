package io.kvlab.engine;

import io.kvlab.plan.CellKey;
import io.kvlab.plan.CellKey.Treatment;
import io.kvlab.plan.Plan;
import io.kvlab.plan.Plan.Fidelity;
import io.kvlab.plan.Plan.Sweep;
import io.kvlab.result.ExampleRow;
import io.kvlab.store.RowKey;
import io.kvlab.store.RunStore;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * The rows of one run: what is stored of them, what is wanted, and how far the run is. Safe for use
 * by several threads, since a heartbeat tells how far a long pass is.
 */
final class Ledger implements RowSink {
  /** From this part of the work on its pace says how long the rest takes. */
  private static final double TELLING = 0.02;

  private final RunStore store;
  private final String run;
  private final RunProgress progress;
  private final String title;
  private final Set<Entry> finished = new HashSet<>();
  private final long before;
  private Provenance provenance;
  private long total;
  private boolean begun;
  private long started = System.nanoTime(); // later, when the first model was ready

  /** A row that need not be computed; the data is the same, so that an index tells an example. */
  private record Entry(CellKey cell, int example) {}

  Ledger(RunStore store, String run, Plan plan, Provenance provenance, RunProgress progress) {
    this.store = store;
    this.run = run;
    this.provenance = provenance;
    this.progress = progress;
    for (RowKey key : store.finished(run)) {
      finished.add(new Entry(key.cell(), key.example().index()));
    }
    this.before = finished.size();
    this.title = title(plan);
    this.total = total(plan);
    progress.started(title, total);
    progress.advanced(before);
  }

  @Override
  public synchronized List<Treatment> missing(Sweep sweep, int example) {
    return sweep.treatments().stream()
        .filter(t -> !finished.contains(new Entry(new CellKey(sweep.workload(), t), example)))
        .toList();
  }

  @Override
  public synchronized void computing(String model, Computer with) {
    started = begun ? started : System.nanoTime();
    begun = true;
    provenance = provenance.computing(model, with);
  }

  @Override
  public synchronized void counted(Sweep sweep, int windows) {
    if (sweep.work() instanceof Fidelity text && text.windows().isEmpty()) {
      total += (long) (windows - 1) * sweep.treatments().size();
      progress.started(title, total);
      progress.advanced(finished.size());
    }
  }

  @Override
  public synchronized void add(List<ExampleRow> rows) {
    List<ExampleRow> wanted = new ArrayList<>();
    List<Entry> entries = new ArrayList<>();
    for (ExampleRow row : rows) {
      Entry entry = new Entry(row.cell(), row.example().index());
      if (!finished.contains(entry)) {
        entries.add(entry);
        wanted.add(row);
      }
    }
    store.append(run, wanted);
    finished.addAll(entries);
    progress.advanced(finished.size());
  }

  @Override
  public synchronized void working(Step step) {
    double now = finished.size() + step.rows();
    double sofar = (now - before) / Math.max(1, total - before);
    double seconds = (System.nanoTime() - started) / 1e9;
    progress.working(
        new Standing(
            finished.size(),
            total,
            step,
            Math.min(1, now / Math.max(1, total)),
            sofar < TELLING || seconds < 1
                ? OptionalDouble.empty()
                : OptionalDouble.of(seconds * Math.max(0, 1 - sofar) / sofar)));
  }

  @Override
  public void note(String line) {
    progress.note(line);
  }

  /** What the rows were computed with, as far as that is known by now. */
  Provenance provenance() {
    return provenance;
  }

  /** Whether a model was ready to compute. */
  boolean begun() {
    return begun;
  }

  private static String title(Plan plan) {
    return plan.sweeps().stream()
        .map(sweep -> sweep.work().name() + " with " + sweep.modelName())
        .distinct()
        .limit(2)
        .reduce((a, b) -> a + ", " + b)
        .orElse("");
  }

  private static long total(Plan plan) {
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
