package io.kvlab.report;

import io.kvlab.report.chart.PlotlyScript;
import io.kvlab.report.table.HtmlTable;
import io.kvlab.report.table.Plain;
import java.util.List;
import tech.tablesaw.api.Table;

/**
 * One self-contained HTML page. Its policy forbids the browser any request, so that what it shows
 * is all there is.
 */
final class Page {
  private final String title;
  private final StringBuilder body = new StringBuilder();
  private int figures;
  private boolean needsPlotly;

  private Page(String title) {
    this.title = title;
  }

  static Page of(String title) {
    Page page = new Page(title);
    page.body.append("<h1>").append(Plain.html(title)).append("</h1>\n");
    return page;
  }

  Page heading(String text) {
    body.append("<h2>").append(Plain.html(text)).append("</h2>\n");
    return this;
  }

  Page paragraph(String text) {
    body.append("<p>").append(Plain.html(text)).append("</p>\n");
    return this;
  }

  Page list(List<String> items) {
    body.append("<ul>\n");
    items.forEach(item -> body.append("<li>").append(Plain.html(item)).append("</li>\n"));
    body.append("</ul>\n");
    return this;
  }

  Page preformatted(String text) {
    body.append("<pre>").append(Plain.html(text)).append("</pre>\n");
    return this;
  }

  Page table(Table table) {
    body.append(HtmlTable.render(table)).append('\n');
    return this;
  }

  /** A figure, its caption, its static twin for readers without scripts, and its numbers. */
  Page figure(Figure figure) {
    if (!figure.title().equals(title)) {
      heading(figure.title());
    }
    needsPlotly |= figure instanceof ChartFigure;
    body.append(figure.toFragment("kvlab-figure-" + ++figures));
    if (figure instanceof ChartFigure) {
      body.append("<noscript>").append(figure.toSvg()).append("</noscript>\n");
    }
    body.append("<p class=\"caption\">").append(Plain.html(figure.caption())).append("</p>\n");
    List<Table> tables = figure.tables();
    if (!tables.isEmpty()) {
      body.append("<details><summary>The numbers</summary>\n");
      for (Table table : tables) {
        if (!table.name().equals(figure.title())) {
          body.append("<h3>").append(Plain.html(table.name())).append("</h3>\n");
        }
        table(table);
      }
      body.append("</details>\n");
    }
    return this;
  }

  String render() {
    return "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n"
        + "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none';"
        + " script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data: blob:\">\n"
        + "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>"
        + Plain.html(title)
        + "</title>\n<style>\n"
        + PlotlyScript.css()
        + "</style>\n"
        + (needsPlotly ? PlotlyScript.elements() : "")
        + "</head><body>\n"
        + body
        + "</body></html>\n";
  }
}
