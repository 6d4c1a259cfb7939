package io.kvlab.session;

import io.kvlab.plan.CellKey;
import io.kvlab.result.ExampleRow;
import io.kvlab.summary.Summary;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The numbers of a grid, computed when they are first asked for: tables, notes and plots share. */
final class LazySummary {
  private final List<ExampleRow> rows;
  private final List<CellKey> cells;
  private @Nullable Summary summary;

  LazySummary(List<ExampleRow> rows, List<CellKey> cells) {
    this.rows = rows;
    this.cells = cells;
  }

  synchronized Summary get() {
    Summary known = summary;
    if (known == null) {
      known = Summary.of(rows, cells);
      summary = known;
    }
    return known;
  }
}
