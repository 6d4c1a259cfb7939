package io.kvlab.report.chart;

import io.kvlab.report.chart.Chart.Panel;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.DoubleStream;
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
      Numbers numbers = new Numbers(panel);
      panel.marks().forEach(mark -> mark.draw(numbers));
      numbers.heats.forEach(heat -> heat(heat, panel, table));
      numbers.bars.forEach((series, y) -> bars(series, y, panel, table));
      curves(numbers.curves, panel, table);
      if (table.columnCount() > 0) {
        tables.add(table);
      }
    }
    return tables;
  }

  /** A line or points. */
  private record Curve(Series of, double[] x, double[] y) {}

  /** What of a panel's marks are numbers; what only helps to read them is left out. */
  private static final class Numbers implements Mark.Pen {
    private final Panel panel;
    private final List<Mark.Heat> heats = new ArrayList<>();
    private final Map<Series, double[]> bars = new LinkedHashMap<>();
    private final List<Curve> curves = new ArrayList<>();

    Numbers(Panel panel) {
      this.panel = panel;
    }

    @Override
    public void line(Mark.Line line) {
      curves.add(new Curve(line.of(), line.x(), line.y()));
    }

    @Override
    public void points(Mark.Points points) {
      curves.add(new Curve(points.of(), points.x(), points.y()));
    }

    @Override
    public void bars(Mark.Bars mark) {
      bars.put(mark.of(), mark.y());
    }

    @Override
    public void stack(Mark.Stack stack) {
      bars.put(stack.of(), stack.y());
    }

    @Override
    public void heat(Mark.Heat heat) {
      if (heat.z().length > 0
          && heat.z()[0].length <= WIDEST
          && heat.z()[0].length == panel.x().ticks().size()
          && heat.z().length == panel.y().ticks().size()) {
        heats.add(heat);
      }
    }

    @Override
    public void rule(Mark.Rule rule) {}

    @Override
    public void path(Mark.Path path) {} // through points that are in the table themselves

    @Override
    public void regions(Mark.Regions regions) {}
  }

  private static void heat(Mark.Heat heat, Panel panel, Table table) {
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

  private static void bars(Series series, double[] y, Panel panel, Table table) {
    if (y.length == 0) {
      return;
    }
    if (table.columnCount() == 0) {
      table.addColumns(labels(panel.x()));
    }
    String name = unused(table, series.name().isEmpty() ? panel.y().title() : series.name());
    table.addColumns(DoubleColumn.create(name, y));
  }

  /** Lines and points side by side over all x. */
  private static void curves(List<Curve> curves, Panel panel, Table table) {
    TreeMap<Double, Integer> rows = new TreeMap<>();
    curves.forEach(curve -> DoubleStream.of(curve.x()).forEach(x -> rows.put(x, 0)));
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
    curves.forEach(
        curve -> table.addColumns(column(table, curve.of().name(), curve.x(), curve.y(), rows)));
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
