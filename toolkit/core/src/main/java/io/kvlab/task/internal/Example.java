package io.kvlab.task.internal;

import io.kvlab.manifest.Pack;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * What one prompt asks: one row, or the rows of a pack.
 *
 * @param index among the examples of the task
 */
record Example(int index, List<Row> rows) {
  Row first() {
    return rows.get(0);
  }

  /** One example a row. */
  static List<Example> single(List<Row> rows) {
    return rows.stream().map(row -> new Example(row.index(), List.of(row))).toList();
  }

  /**
   * Packs of rows: one after another, or, with {@code by}, the first rows of every value.
   *
   * @param value gives a row's value of {@code by}
   */
  static List<Example> packed(List<Row> rows, Pack pack, Function<Row, String> value) {
    List<Example> examples = new ArrayList<>();
    if (pack.by().isPresent()) {
      Map<String, List<Row>> groups = new LinkedHashMap<>();
      for (Row row : rows) {
        groups.computeIfAbsent(value.apply(row), key -> new ArrayList<>()).add(row);
      }
      for (List<Row> group : groups.values()) {
        add(examples, pack, group.subList(0, Math.min(pack.size(), group.size())));
      }
    } else {
      for (int from = 0; from < rows.size(); from += pack.size()) {
        add(examples, pack, rows.subList(from, Math.min(from + pack.size(), rows.size())));
      }
    }
    return List.copyOf(examples);
  }

  private static void add(List<Example> examples, Pack pack, List<Row> rows) {
    if (examples.size() < pack.prompts()) {
      examples.add(new Example(examples.size(), List.copyOf(rows)));
    }
  }
}
