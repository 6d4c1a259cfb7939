package io.kvlab.report;

import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/** Fills a Tablesaw table column by column from a list of things, one row each. */
final class Columns<T> {
  private final List<T> rows;
  private final Table table;

  Columns(String name, List<T> rows) {
    this.rows = rows;
    this.table = Table.create(name);
  }

  void text(String name, Function<T, String> value) {
    StringColumn column = StringColumn.create(name);
    rows.forEach(row -> column.append(value.apply(row)));
    table.addColumns(column);
  }

  void whole(String name, ToIntFunction<T> value) {
    IntColumn column = IntColumn.create(name);
    rows.forEach(row -> column.append(value.applyAsInt(row)));
    table.addColumns(column);
  }

  /** A column of numbers; an empty one is missing. */
  void number(String name, Function<T, OptionalDouble> value) {
    DoubleColumn column = DoubleColumn.create(name);
    for (T row : rows) {
      value.apply(row).ifPresentOrElse(column::append, column::appendMissing);
    }
    table.addColumns(column);
  }

  Table table() {
    return table;
  }
}
