package io.kvlab.result;

import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Rows of one run. Several of them, one behind the other, are what several runs say together.
 *
 * @param run the id under which the rows are stored
 * @param rows one per example and cell
 */
public record RunRows(String run, List<ExampleRow> rows) {
  public RunRows {
    rows = List.copyOf(rows);
  }

  /** The same run with other rows. */
  public RunRows with(UnaryOperator<List<ExampleRow>> change) {
    return new RunRows(run, change.apply(rows));
  }

  /** The rows of all, one run after the other. */
  public static List<ExampleRow> all(List<RunRows> runs) {
    return runs.size() == 1
        ? runs.get(0).rows
        : runs.stream().flatMap(part -> part.rows.stream()).toList();
  }
}
