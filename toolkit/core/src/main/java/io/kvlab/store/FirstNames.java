package io.kvlab.store;

import io.kvlab.result.RowCodec;
import io.kvlab.result.RowColumn;
import java.util.HashMap;
import java.util.Map;

/** What rows called their columns in bundles of format 1, where each also named its run. */
final class FirstNames {
  private static final Map<RowColumn, String> OTHER =
      Map.ofEntries(
          Map.entry(RowColumn.AT, "point"),
          Map.entry(RowColumn.INDEX, "example"),
          Map.entry(RowColumn.ID, "example_id"),
          Map.entry(RowColumn.OTHERS, "other_metrics"),
          Map.entry(RowColumn.CORRECT, "correct_units"),
          Map.entry(RowColumn.UNITS, "total_units"),
          Map.entry(RowColumn.GENERATED, "generated_tokens"),
          Map.entry(RowColumn.SCORED, "scored_tokens"),
          Map.entry(RowColumn.EXPOSED, "exposed_tokens"),
          Map.entry(RowColumn.PREFILL_S, "prefill_seconds"),
          Map.entry(RowColumn.DECODE_S, "decode_seconds"));

  private FirstNames() {}

  /** The names in lines of that run. */
  static RowCodec.Names of(String run) {
    Map<String, RowColumn> names = new HashMap<>();
    RowCodec.Names.CURRENT
        .columns()
        .forEach((name, column) -> names.put(OTHER.getOrDefault(column, name), column));
    return new RowCodec.Names(names, run);
  }
}
