package io.kvlab.report.table;

import io.kvlab.report.table.Sheet.SheetColumn;
import tech.tablesaw.api.Table;

/**
 * Tables for a notebook or a page: numbers to the right, intervals beside their scores, a footer
 * with the table's size, everything escaped. Alignment stands in attributes too, since viewers such
 * as GitHub's remove styles.
 */
public final class HtmlTable {
  private static final int ROWS = 60;
  private static final int LONGEST_TEXT = 300;

  /** Names are not broken at their hyphens. */
  private static final int SHORT_TEXT = 32;

  private HtmlTable() {}

  /** One {@code div} with the table and its footer. */
  public static String render(Table table) {
    Sheet sheet = Sheet.of(table, ROWS);
    StringBuilder out = new StringBuilder("<div class=\"kvlab-frame\" style=\"overflow-x:auto\">");
    out.append("<table class=\"dataframe\"><thead><tr>");
    for (SheetColumn column : sheet.columns()) {
      cell("th", column.number(), column.name(), out);
    }
    out.append("</tr></thead><tbody>");
    int shown = sheet.columns().isEmpty() ? 0 : sheet.columns().get(0).values().size();
    for (int row = 0; row < shown; row++) {
      if (sheet.gap().isPresent() && sheet.gap().get() == row) {
        out.append("<tr><td colspan=\"")
            .append(sheet.columns().size())
            .append("\" align=\"center\">…</td></tr>");
      }
      out.append("<tr>");
      for (SheetColumn column : sheet.columns()) {
        cell("td", column.number(), Plain.fit(column.values().get(row), LONGEST_TEXT), out);
      }
      out.append("</tr>\n");
    }
    return out.append("</tbody></table><p>").append(sheet.footer()).append("</p></div>").toString();
  }

  private static void cell(String tag, boolean number, String text, StringBuilder out) {
    String side = number ? "right" : "left";
    out.append('<').append(tag).append(" align=\"").append(side);
    out.append("\" style=\"text-align:").append(side);
    out.append(text.length() <= SHORT_TEXT ? ";white-space:nowrap" : "");
    out.append(number ? ";font-variant-numeric:tabular-nums\">" : "\">");
    out.append(Plain.html(text)).append("</").append(tag).append('>');
  }
}
