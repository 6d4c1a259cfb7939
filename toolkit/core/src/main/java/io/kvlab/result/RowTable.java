package io.kvlab.result;

import io.kvlab.plan.CellKey;
import io.kvlab.result.RowColumn.Part;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Rows as frames and exports show them: the columns of {@link RowColumn} that have something to
 * say, those of details before the run's id, each metric as a column of its own at the end.
 */
public final class RowTable {
  /**
   * A column that is shown.
   *
   * @param title its name
   * @param kind what its values are
   * @param complete whether no row is without a value
   */
  public record Column(String title, Kind kind, boolean complete) {}

  private interface Value {
    @Nullable Object of(String run, ExampleRow row);
  }

  private final List<Column> columns = new ArrayList<>();
  private final List<Value> values = new ArrayList<>();
  private final Map<Integer, RowColumn> ofCell = new HashMap<>();
  private final Map<CellKey, @Nullable Object[]> cells = new HashMap<>();

  private RowTable() {}

  /**
   * The columns for some rows.
   *
   * @param kinds all of the rows, or one of each cell, set of metrics and set of details
   */
  public static RowTable of(Collection<ExampleRow> kinds) {
    Set<RowColumn> asked = EnumSet.noneOf(RowColumn.class);
    Arrays.stream(RowColumn.values()).filter(RowColumn::isAsked).forEach(asked::add);
    Set<RowColumn> said = EnumSet.noneOf(RowColumn.class);
    Set<String> metrics = new TreeSet<>();
    Map<String, Kind> stated = new TreeMap<>();
    for (ExampleRow row : kinds) {
      asked.removeIf(column -> column.isSaid(row) && said.add(column));
      row.measured().ifPresent(measured -> metrics.addAll(measured.answer().others().keySet()));
      row.details()
          .values()
          .forEach(
              (name, value) -> stated.merge(name, Details.kindOf(name, value), RowTable::both));
    }
    RowTable table = new RowTable();
    table.addAll(said, stated, metrics);
    return table;
  }

  private static Kind both(Kind first, Kind second) {
    return first == second ? first : Kind.TEXT;
  }

  private void addAll(Set<RowColumn> said, Map<String, Kind> stated, Set<String> metrics) {
    for (RowColumn column : RowColumn.values()) {
      if (column == RowColumn.MORE) {
        addDetails(stated);
        add(new Column("run", Kind.TEXT, true), (run, row) -> run);
      }
      if (column.shown(said.contains(column))) {
        if (column.part() == Part.CELL || column.part() == Part.OF_CELL) {
          ofCell.put(columns.size(), column);
        }
        boolean complete = column.part() == Part.CELL || column.part() == Part.EXAMPLE;
        add(new Column(column.title(), column.kind(), complete), (run, row) -> column.of(row));
      }
    }
    Set<String> taken = new HashSet<>(columns.stream().map(Column::title).toList());
    for (String metric : metrics) {
      String title = taken.contains(metric) ? "other_" + metric : metric;
      add(new Column(title, Kind.REAL, false), (run, row) -> metric(row, metric));
    }
  }

  /** Those that this kvlab knows in their order, then those of a newer one. */
  private void addDetails(Map<String, Kind> stated) {
    for (Detail detail : Detail.values()) {
      if (stated.containsKey(detail.title())) {
        addDetail(detail.title(), detail.kind());
      }
    }
    stated.forEach(
        (name, kind) -> {
          if (Detail.named(name).isEmpty()) {
            addDetail(name, kind);
          }
        });
  }

  private void addDetail(String name, Kind kind) {
    add(new Column(name, kind, false), (run, row) -> detail(row, name, kind));
  }

  private static @Nullable Object detail(ExampleRow row, String name, Kind kind) {
    Object value = row.details().values().get(name);
    return value == null || kind != Kind.TEXT || value instanceof String
        ? value
        : RowCodec.text(value);
  }

  private static @Nullable Object metric(ExampleRow row, String name) {
    return row.result() instanceof ExampleRow.Measured measured
        ? measured.answer().others().get(name)
        : null;
  }

  private void add(Column column, Value value) {
    columns.add(column);
    values.add(value);
  }

  /** The columns in their order. */
  public List<Column> columns() {
    return List.copyOf(columns);
  }

  /** What a row says, a value a column; null where it says nothing, or no number. */
  public @Nullable Object[] values(String run, ExampleRow row) {
    @Nullable Object[] all = cells.computeIfAbsent(row.cell(), cell -> ofCell(row)).clone();
    for (int i = 0; i < all.length; i++) {
      if (!ofCell.containsKey(i)) {
        Object value = values.get(i).of(run, row);
        all[i] = value instanceof Double real && real.isNaN() ? null : value;
      }
    }
    return all;
  }

  /** What all rows of a cell say; a policy's label takes a parser. */
  private @Nullable Object[] ofCell(ExampleRow row) {
    @Nullable Object[] all = new @Nullable Object[columns.size()];
    ofCell.forEach((place, column) -> all[place] = column.of(row));
    return all;
  }
}
