package io.kvlab.engine;

import io.kvlab.plan.CellKey.Treatment;
import io.kvlab.plan.Plan.Sweep;
import io.kvlab.result.ExampleRow;
import java.util.List;

/**
 * Where a {@link PieceRunner} hands over what it computes, and whom it asks what is wanted. Called
 * from the thread that computes.
 */
public interface RowSink {
  /**
   * The treatments whose row for an example is still wanted; all where nobody knows better.
   *
   * @param example index into the task's data, or of a text's window
   */
  default List<Treatment> missing(Sweep sweep, int example) {
    return sweep.treatments();
  }

  /**
   * Takes finished rows. A row may come twice, where a part was computed again; it is the same row.
   */
  void add(List<ExampleRow> rows);

  /** Says what computes the rows of a model that follow. */
  default void computing(String model, Computer with) {}

  /**
   * Says how many windows a text turned out to have; of interest where the plan gives no number.
   */
  default void counted(Sweep sweep, int windows) {}

  /** Says what is done between two rows, several times a second. */
  default void working(Step step) {}

  /** Something worth a line while the work goes on. */
  default void note(String line) {}

  /**
   * What a model is computed with.
   *
   * @param device {@code cpu()} or {@code gpu(0)}
   * @param precision in which its matrices are held, such as {@code float32}
   * @param switchedOff mechanisms that this machine computes wrongly and that are not used; known
   *     once the model is loaded
   */
  record Computer(String device, String precision, List<String> switchedOff) {
    public Computer {
      switchedOff = List.copyOf(switchedOff);
    }
  }

  /**
   * What is done between two rows.
   *
   * @param what such as {@code reading prompts}
   * @param done how many of them, those under way counted in part
   * @param of all that are at hand
   * @param rows what the work in progress amounts to, in rows that are not finished
   */
  record Step(String what, long done, long of, double rows) {}
}
