package io.kvlab.experiment.store;

import io.kvlab.experiment.CellKey;
import io.kvlab.experiment.ExampleRow;
import io.kvlab.experiment.ExampleRow.ExampleId;

/** What identifies a row within its run: no run holds two rows with the same key. */
public record RowKey(CellKey cell, ExampleId example) {

  /** The key of a row. */
  public static RowKey of(ExampleRow row) {
    return new RowKey(row.cell(), row.example());
  }
}
