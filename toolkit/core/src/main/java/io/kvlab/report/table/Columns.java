package io.kvlab.report.table;

import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.LongColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/** Fills a Tablesaw table column by column from a list of things, one row each. */
public final class Columns<T> {
  private final List<T> rows;
  private final Table table;

  public Columns(String name, List<T> rows) {
    this.rows = rows;
    this.table = Table.create(name);
  }

  /** A column of texts. */
  public void text(String name, Function<T, String> value) {
    StringColumn column = StringColumn.create(name);
    rows.forEach(row -> column.append(value.apply(row)));
    table.addColumns(column);
  }

  /** A column of whole numbers. */
  public void whole(String name, ToIntFunction<T> value) {
    IntColumn column = IntColumn.create(name);
    rows.forEach(row -> column.append(value.applyAsInt(row)));
    table.addColumns(column);
  }

  /** A column of whole numbers; null is missing. */
  public void wholeOrMissing(String name, Function<T, @Nullable Long> value) {
    LongColumn column = LongColumn.create(name);
    for (T row : rows) {
      Long number = value.apply(row);
      if (number == null) {
        column.appendMissing();
      } else {
        column.append(number);
      }
    }
    table.addColumns(column);
  }

  /** A column of numbers; an empty one is missing. */
  public void number(String name, Function<T, OptionalDouble> value) {
    DoubleColumn column = DoubleColumn.create(name);
    for (T row : rows) {
      value.apply(row).ifPresentOrElse(column::append, column::appendMissing);
    }
    table.addColumns(column);
  }

  /** What was filled so far. */
  public Table table() {
    return table;
  }
}
