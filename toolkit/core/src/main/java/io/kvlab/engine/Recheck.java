package io.kvlab.engine;

import io.kvlab.plan.CellKey;
import io.kvlab.plan.CellKey.Treatment;
import io.kvlab.plan.Plan;
import io.kvlab.plan.Plan.Sweep;
import io.kvlab.result.ExampleRow;
import io.kvlab.store.Fingerprint;
import io.kvlab.store.RowKey;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Computes some rows of a plan again, as a run would, and stores nothing. */
public final class Recheck {
  private final Plan plan;
  private final Workbench workbench;
  private final RunOptions options;

  public Recheck(Plan plan, Workbench workbench, RunOptions options) {
    this.plan = plan;
    this.workbench = workbench;
    this.options = options;
  }

  /**
   * What is not the same here as where a run was computed: the names of parts of its fingerprint,
   * such as {@code weights} or {@code data}.
   */
  public List<String> changed(Fingerprint run) {
    return Provenance.of(plan, workbench, options).fingerprint().differences(run);
  }

  /**
   * Computes rows.
   *
   * @param wanted which; those that the plan does not know are left out
   * @return their rows, in the order in which they were finished
   */
  public List<ExampleRow> rows(
      Set<RowKey> wanted, RunProgress progress, Cancellation cancellation) {
    Some some = new Some(wanted, progress);
    new LocalPieces(workbench, options).run(plan, some, cancellation);
    return some.found;
  }

  /** Of all rows those wanted are missing; what is computed beside them is not kept. */
  private static final class Some implements RowSink {
    private final Set<RowKey> left;
    private final RunProgress progress;
    private final List<ExampleRow> found = new ArrayList<>();

    Some(Set<RowKey> wanted, RunProgress progress) {
      this.left = new HashSet<>(wanted);
      this.progress = progress;
      progress.started("recheck", wanted.size());
    }

    @Override
    public List<Treatment> missing(Sweep sweep, int example) {
      return sweep.treatments().stream()
          .filter(
              treatment ->
                  left.stream()
                      .anyMatch(
                          key ->
                              key.example().index() == example
                                  && key.cell().equals(new CellKey(sweep.workload(), treatment))))
          .toList();
    }

    @Override
    public void add(List<ExampleRow> rows) {
      for (ExampleRow row : rows) {
        if (left.remove(RowKey.of(row))) {
          found.add(row);
        }
      }
      progress.advanced(found.size());
    }
  }
}
