package io.kvlab.report.table;

import io.kvlab.report.table.Sheet.SheetColumn;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import tech.tablesaw.api.Table;

/**
 * Tables for a terminal: numbers to the right, intervals beside their scores. Where the width is
 * not enough, columns whose value never changes become a line above the table, long texts are cut,
 * and the columns that matter least are left out and named.
 */
public final class TextTable {
  /** The width of a file or a pipe. */
  public static final int UNLIMITED = Integer.MAX_VALUE;

  private static final int ROWS = 200;
  private static final int LONGEST_TEXT = 60;
  private static final String GAP = "  ";

  /** What is left out of a narrow terminal, first to last. */
  private static final List<String> LEAST =
      List.of(
          "run",
          "capability",
          "kv_bytes",
          "tokens_per_s",
          "relative_drop",
          "baseline",
          "shots",
          "prefill_s",
          "decode_s",
          "kept_entries",
          "model",
          "exposed",
          "kept",
          "p_value");

  private TextTable() {}

  /** The table and its footer, each line ended; {@code width} in terminal columns. */
  public static String render(Table table, int width) {
    Sheet sheet = Sheet.of(table, ROWS);
    List<SheetColumn> columns =
        new ArrayList<>(sheet.columns().stream().map(TextTable::shortened).toList());
    List<String> same = new ArrayList<>();
    List<String> left = new ArrayList<>();
    if (width(columns) > width && sheet.rows() > 1) {
      columns.removeIf(
          column -> {
            boolean constant = !column.name().equals("score") && column.constant();
            if (constant && !column.values().get(0).isEmpty()) {
              same.add(column.name() + " " + column.values().get(0));
            }
            return constant;
          });
    }
    for (String name : LEAST) {
      if (width(columns) > width && columns.removeIf(column -> column.name().equals(name))) {
        left.add(name);
      }
    }
    while (width(columns) > width && columns.size() > 1) {
      left.add(columns.remove(columns.size() - 1).name());
    }
    StringBuilder out = new StringBuilder();
    if (!same.isEmpty()) {
      out.append(wrapped(same, width)).append("\n\n");
    }
    write(columns, sheet, out);
    out.append(sheet.footer());
    if (!left.isEmpty()) {
      out.append("; not shown for want of width: ").append(String.join(", ", left));
    }
    return out.append('\n').toString();
  }

  private static void write(List<SheetColumn> columns, Sheet sheet, StringBuilder out) {
    int[] widths = columns.stream().mapToInt(TextTable::width).toArray();
    List<String> cells = new ArrayList<>();
    for (int c = 0; c < columns.size(); c++) {
      cells.add(padded(columns.get(c).name(), widths[c], columns.get(c).number()));
    }
    line(cells, out);
    cells.replaceAll(cell -> "─".repeat(Plain.width(cell)));
    line(cells, out);
    int shown = columns.isEmpty() ? 0 : columns.get(0).values().size();
    for (int row = 0; row < shown; row++) {
      if (sheet.gap().isPresent() && sheet.gap().get() == row) {
        out.append("…\n");
      }
      cells.clear();
      for (int c = 0; c < columns.size(); c++) {
        cells.add(padded(columns.get(c).values().get(row), widths[c], columns.get(c).number()));
      }
      line(cells, out);
    }
  }

  private static void line(List<String> cells, StringBuilder out) {
    out.append(String.join(GAP, cells).stripTrailing()).append('\n');
  }

  private static String padded(String text, int width, boolean right) {
    String space = " ".repeat(Math.max(0, width - Plain.width(text)));
    return right ? space + text : text + space;
  }

  private static SheetColumn shortened(SheetColumn column) {
    return new SheetColumn(
        column.name(),
        column.number(),
        column.values().stream()
            .map(value -> Plain.fit(value, LONGEST_TEXT))
            .collect(Collectors.toList()));
  }

  private static int width(SheetColumn column) {
    return Math.max(
        Plain.width(column.name()),
        column.values().stream().mapToInt(Plain::width).max().orElse(0));
  }

  private static int width(List<SheetColumn> columns) {
    return columns.stream().mapToInt(TextTable::width).sum()
        + GAP.length() * Math.max(0, columns.size() - 1);
  }

  private static String wrapped(List<String> items, int width) {
    StringBuilder out = new StringBuilder();
    int used = 0;
    for (String item : items) {
      int needed = Plain.width(item) + 3;
      if (used > 0 && used + needed > width) {
        out.append('\n');
        used = 0;
      }
      out.append(used == 0 ? "" : " · ").append(item);
      used += needed;
    }
    return out.toString();
  }
}
