package io.kvlab.store;

import io.kvlab.plan.CellKey;
import io.kvlab.result.ExampleRow;
import io.kvlab.result.ExampleRow.ExampleId;

/** What identifies a row within its run: no run holds two rows with the same key. */
public record RowKey(CellKey cell, ExampleId example) {

  /** The key of a row. */
  public static RowKey of(ExampleRow row) {
    return new RowKey(row.cell(), row.example());
  }
}
