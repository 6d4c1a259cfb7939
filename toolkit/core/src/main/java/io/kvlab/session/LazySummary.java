package io.kvlab.session;

import io.kvlab.plan.CellKey;
import io.kvlab.result.RunRows;
import io.kvlab.summary.Summary;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The numbers of a grid, computed when they are first asked for: tables, notes and plots share. */
final class LazySummary {
  private final List<RunRows> runs;
  private final List<CellKey> cells;
  private @Nullable Summary summary;

  LazySummary(List<RunRows> runs, List<CellKey> cells) {
    this.runs = runs;
    this.cells = cells;
  }

  synchronized Summary get() {
    Summary known = summary;
    if (known == null) {
      known = Summary.of(runs, cells);
      summary = known;
    }
    return known;
  }
}
