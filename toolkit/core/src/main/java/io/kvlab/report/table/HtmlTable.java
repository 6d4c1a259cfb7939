package io.kvlab.report.table;

import io.kvlab.report.table.Sheet.SheetColumn;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import tech.tablesaw.api.Table;

/**
 * Tables for a notebook or a page: numbers to the right, intervals beside their scores, a footer
 * with the table's size, everything escaped. What is the same in all rows of a summary stands above
 * it, and the columns that answer the question come first; a wide table scrolls beside its first
 * columns. Alignment stands in attributes too, since viewers such as GitHub's remove styles. A
 * small script makes rows sortable by their headings and filters them; without it the table stands
 * as it is.
 */
public final class HtmlTable {
  private static final int ROWS = 200;
  private static final int LONGEST_TEXT = 300;

  /** Names are not broken at their hyphens. */
  private static final int SHORT_TEXT = 32;

  /** What stands above a summary where all its rows share it. */
  private static final Set<String> CONTEXT = Set.of("model", "task", "capability", "shots", "run");

  /** The columns of a summary that answer its question, first to last; the others follow. */
  private static final List<String> ANSWERS =
      List.of(
          "model",
          "task",
          "policy",
          "ratio",
          "capacity",
          "score",
          "95% interval",
          "drop",
          "p_value",
          "nll",
          "kl",
          "n",
          "kept",
          "exposed",
          "baseline",
          "relative_drop");

  /** Columns that fit a page; the first ones of a wider table stay while the others scroll. */
  private static final int NARROW = 8;

  private static final int MOST_PINNED = 4;
  private static final String PINNED =
      ";position:sticky;left:0;background:var(--jp-layout-color0,Canvas)";

  private HtmlTable() {}

  /** One {@code div} with the table and its footer, and the script that serves it. */
  public static String render(Table table) {
    Sheet sheet = Sheet.of(table, ROWS);
    List<SheetColumn> columns = new ArrayList<>(sheet.columns());
    StringBuilder out = new StringBuilder("<div class=\"kvlab-frame\">");
    if (isSummary(columns)) {
      List<SheetColumn> same = columns.stream().filter(c -> isContext(c, sheet)).toList();
      columns.removeAll(same);
      columns.sort(Comparator.comparingInt(HtmlTable::rank));
      out.append(context(same));
    }
    int pinned = columns.size() <= NARROW ? 0 : Math.max(1, names(columns));
    out.append(
            "<div style=\"overflow:auto;max-height:36rem\"><table class=\"dataframe\" data-pin=\"")
        .append(pinned)
        .append("\"><thead><tr>");
    for (int c = 0; c < columns.size(); c++) {
      SheetColumn column = columns.get(c);
      cell("th", column.number(), column.name(), "", c < pinned, out);
    }
    out.append("</tr></thead><tbody>");
    rows(sheet, columns, pinned, out);
    return out.append("</tbody></table></div><p>")
        .append(sheet.footer())
        .append("</p></div><script>")
        .append(script())
        .append("</script>")
        .toString();
  }

  private static boolean isSummary(List<SheetColumn> columns) {
    Set<String> names = columns.stream().map(SheetColumn::name).collect(Collectors.toSet());
    return names.containsAll(Set.of("policy", "score", "drop", "run"));
  }

  private static boolean isContext(SheetColumn column, Sheet sheet) {
    return CONTEXT.contains(column.name())
        && sheet.rows() > 1
        && column.constant()
        && !column.values().get(0).isEmpty();
  }

  private static String context(List<SheetColumn> same) {
    return same.isEmpty()
        ? ""
        : same.stream()
            .map(c -> Plain.html(c.name()) + " <b>" + Plain.html(c.values().get(0)) + "</b>")
            .collect(Collectors.joining(" · ", "<p class=\"kvlab-same\">", "</p>"));
  }

  /** How many columns in front name what a row is of. */
  private static int names(List<SheetColumn> columns) {
    int names = 0;
    while (names < MOST_PINNED && rank(columns.get(names)) < ANSWERS.indexOf("score")) {
      names++;
    }
    return names;
  }

  private static int rank(SheetColumn column) {
    int known = ANSWERS.indexOf(column.name());
    return known < 0 ? ANSWERS.size() : known;
  }

  private static void rows(Sheet sheet, List<SheetColumn> columns, int pinned, StringBuilder out) {
    int shown = sheet.columns().isEmpty() ? 0 : sheet.columns().get(0).values().size();
    for (int row = 0; row < shown; row++) {
      if (sheet.gap().isPresent() && sheet.gap().get() == row) {
        out.append("<tr><td colspan=\"")
            .append(columns.size())
            .append("\" align=\"center\">… (rows beyond ")
            .append(ROWS)
            .append(" are neither shown nor sorted)</td></tr>");
      }
      out.append("<tr>");
      for (int c = 0; c < columns.size(); c++) {
        SheetColumn column = columns.get(c);
        String text = Plain.fit(column.values().get(row), LONGEST_TEXT);
        cell("td", column.number(), text, sortedBy(column, row), c < pinned, out);
      }
      out.append("</tr>\n");
    }
  }

  /** The number behind a text that is not itself one; empty where the text tells it. */
  private static String sortedBy(SheetColumn column, int row) {
    return column.numbers().isEmpty() ? "" : " data-v=\"" + column.numbers().get(row) + "\"";
  }

  private static void cell(
      String tag, boolean number, String text, String data, boolean pinned, StringBuilder out) {
    String side = number ? "right" : "left";
    out.append('<').append(tag).append(data).append(" align=\"").append(side);
    out.append("\" style=\"text-align:").append(side);
    out.append(text.length() <= SHORT_TEXT ? ";white-space:nowrap" : "");
    out.append(pinned ? PINNED + (tag.equals("th") ? ";z-index:1" : "") : "");
    out.append(number ? ";font-variant-numeric:tabular-nums\">" : "\">");
    out.append(Plain.html(text)).append("</").append(tag).append('>');
  }

  private static String script() {
    try (InputStream in = HtmlTable.class.getResourceAsStream("table.js")) {
      if (in == null) {
        throw new IllegalStateException("table.js is missing from the build");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
