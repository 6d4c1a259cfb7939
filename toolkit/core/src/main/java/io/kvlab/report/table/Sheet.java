package io.kvlab.report.table;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tech.tablesaw.api.NumericColumn;
import tech.tablesaw.api.Table;
import tech.tablesaw.columns.Column;

/**
 * A table as people read it: every value a text, an interval in one column beside its score, and of
 * a long table the beginning and the end.
 *
 * @param columns in order
 * @param rows of the table itself
 * @param width columns of the table itself
 * @param gap the position among the shown rows before which rows were left out, if any were
 */
record Sheet(List<SheetColumn> columns, int rows, int width, Optional<Integer> gap) {

  /**
   * @param name the heading
   * @param number whether values are aligned to the right
   * @param values one per shown row
   * @param numbers what the values are as numbers, NaN where one is missing; empty for texts
   */
  record SheetColumn(String name, boolean number, List<String> values, List<Double> numbers) {
    /** Without the numbers. */
    SheetColumn(String name, boolean number, List<String> values) {
      this(name, number, values, List.of());
    }

    /** Whether all values are the same. */
    boolean constant() {
      return values.stream().distinct().count() == 1;
    }
  }

  /** At most {@code limit} rows of {@code table}, an odd one to the beginning. */
  static Sheet of(Table table, int limit) {
    int rows = table.rowCount();
    List<Integer> shown = new ArrayList<>();
    int head = rows <= limit ? rows : (limit + 1) / 2;
    for (int row = 0; row < head; row++) {
      shown.add(row);
    }
    for (int row = Math.max(head, rows - (limit - head)); row < rows; row++) {
      shown.add(row);
    }
    List<SheetColumn> columns = new ArrayList<>();
    for (Column<?> column : table.columns()) {
      switch (column.name()) {
        case "ci_high", "effect_high" -> {
          if (!joined(table, column.name().replace("high", "low"))) {
            columns.add(plain(column, shown));
          }
        }
        case "ci_low" -> columns.add(interval(table, column, "95% interval", shown));
        case "effect_low" -> columns.add(interval(table, column, "95% of effect", shown));
        default -> columns.add(plain(column, shown));
      }
    }
    return new Sheet(
        columns, rows, table.columnCount(), rows > limit ? Optional.of(head) : Optional.empty());
  }

  private static boolean joined(Table table, String low) {
    return table.containsColumn(low);
  }

  private static SheetColumn interval(
      Table table, Column<?> low, String name, List<Integer> shown) {
    String highName = low.name().replace("low", "high");
    if (!table.containsColumn(highName)) {
      return plain(low, shown);
    }
    Column<?> high = table.column(highName);
    CellFormat format = CellFormat.of(low);
    return new SheetColumn(
        name,
        true,
        shown.stream()
            .map(
                row ->
                    low.isMissing(row) || high.isMissing(row)
                        ? ""
                        : "[" + format.format(low, row) + ", " + format.format(high, row) + "]")
            .toList(),
        plain(low, shown).numbers());
  }

  private static SheetColumn plain(Column<?> column, List<Integer> shown) {
    CellFormat format = CellFormat.of(column);
    return new SheetColumn(
        Plain.line(column.name()),
        format.isNumber(),
        shown.stream().map(row -> format.format(column, row)).toList(),
        column instanceof NumericColumn<?> numbers
            ? shown.stream()
                .map(row -> numbers.isMissing(row) ? Double.NaN : numbers.getDouble(row))
                .toList()
            : List.of());
  }

  /** The last line: how large the table is. */
  String footer() {
    return String.format(
        java.util.Locale.ROOT,
        "%,d row%s x %,d column%s",
        rows,
        rows == 1 ? "" : "s",
        width,
        width == 1 ? "" : "s");
  }
}
