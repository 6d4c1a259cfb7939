package io.kvlab.report.chart;

import io.kvlab.report.chart.Chart.Panel;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/** The numbers of a chart as tables: what a reader without eyes or without a screen gets. */
final class ChartTables {
  private ChartTables() {}

  /** One table a panel, named for it; a heat map of more than this many columns has none. */
  private static final int WIDEST = 24;

  static List<Table> of(Chart chart) {
    List<Table> tables = new ArrayList<>();
    for (Panel panel : chart.panels()) {
      String name = panel.title().isEmpty() ? chart.title() : panel.title();
      Table table = Table.create(name);
      heats(panel, table);
      bars(panel, table);
      curves(panel, table);
      if (table.columnCount() > 0) {
        tables.add(table);
      }
    }
    return tables;
  }

  private static void heats(Panel panel, Table table) {
    for (Mark mark : panel.marks()) {
      if (!(mark instanceof Mark.Heat heat)
          || heat.z().length == 0
          || heat.z()[0].length > WIDEST
          || heat.z()[0].length != panel.x().ticks().size()
          || heat.z().length != panel.y().ticks().size()) {
        continue;
      }
      table.addColumns(labels(panel.y()));
      for (int column = 0; column < heat.z()[0].length; column++) {
        String label = panel.x().ticks().get(column).label();
        String name =
            unused(table, panel.x().title().isEmpty() ? label : panel.x().title() + " " + label);
        DoubleColumn values = DoubleColumn.create(name);
        for (double[] row : heat.z()) {
          values.append(row[column]);
        }
        table.addColumns(values);
      }
    }
  }

  private static void bars(Panel panel, Table table) {
    for (Mark mark : panel.marks()) {
      double[] y =
          mark instanceof Mark.Bars bars
              ? bars.y()
              : mark instanceof Mark.Stack stack ? stack.y() : new double[0];
      if (y.length > 0) {
        if (table.columnCount() == 0) {
          table.addColumns(labels(panel.x()));
        }
        String series = mark.series().orElseThrow().name();
        String name = unused(table, series.isEmpty() ? panel.y().title() : series);
        table.addColumns(DoubleColumn.create(name, y));
      }
    }
  }

  /** Lines and points side by side over all x. */
  private static void curves(Panel panel, Table table) {
    TreeMap<Double, Integer> rows = new TreeMap<>();
    for (Mark mark : panel.marks()) {
      double[] xs =
          mark instanceof Mark.Line line
              ? line.x()
              : mark instanceof Mark.Points points ? points.x() : new double[0];
      for (double x : xs) {
        rows.put(x, 0);
      }
    }
    if (rows.isEmpty() || table.columnCount() > 0) {
      return;
    }
    int next = 0;
    DoubleColumn keys = DoubleColumn.create(unused(table, panel.x().title()));
    for (double x : List.copyOf(rows.keySet())) {
      rows.put(x, next++);
      keys.append(x);
    }
    table.addColumns(keys);
    for (Mark mark : panel.marks()) {
      if (mark instanceof Mark.Line line) {
        table.addColumns(column(table, line.of().name(), line.x(), line.y(), rows));
      } else if (mark instanceof Mark.Points points) {
        table.addColumns(column(table, points.of().name(), points.x(), points.y(), rows));
      }
    }
  }

  private static DoubleColumn column(
      Table table, String name, double[] x, double[] y, TreeMap<Double, Integer> rows) {
    DoubleColumn column = DoubleColumn.create(unused(table, name), rows.size());
    for (int i = 0; i < x.length; i++) {
      int row = rows.getOrDefault(x[i], 0);
      column.set(row, y[i]);
    }
    return column;
  }

  private static StringColumn labels(Axis axis) {
    return StringColumn.create(
        axis.title().isEmpty() ? " " : axis.title(),
        axis.ticks().stream().map(Axis.Tick::label).toList());
  }

  private static String unused(Table table, String name) {
    String free = name.isEmpty() ? "value" : name;
    while (table.containsColumn(free)) {
      free += "'";
    }
    return free;
  }
}
