package io.kvlab.engine;

import io.kvlab.plan.CellKey.Treatment;
import io.kvlab.plan.Plan.Sweep;
import io.kvlab.result.ExampleRow;
import io.kvlab.result.ExampleRow.ExampleId;
import java.util.List;

/** What is known of a run's rows, and the way to add more. */
interface RowSink {
  /** The treatments whose row for an example is missing. */
  List<Treatment> missing(Sweep sweep, ExampleId example);

  /**
   * Says how many windows a text turned out to have; of interest where the plan gives no number.
   */
  default void counted(Sweep sweep, int windows) {}

  /** Takes finished rows; on return they survive whatever happens. */
  void add(List<ExampleRow> rows);
}
