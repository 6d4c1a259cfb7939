package io.kvlab.jupyter.internal.kernel;

import io.kvlab.inspect.AttentionResult;
import io.kvlab.report.Figure;
import io.kvlab.report.plot.PlotKind;
import io.kvlab.report.plot.PlotOptions;
import io.kvlab.report.plot.Plots;
import io.kvlab.report.table.HtmlTable;
import io.kvlab.report.table.TextTable;
import io.kvlab.session.Generated;
import io.kvlab.session.Grid;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tech.tablesaw.api.Table;

/** How kvlab's values are shown, whether the language or a Kotlin cell made them. */
final class Renderers {
  static final String HTML = "text/html";

  /** Columns of text that fit into a notebook's page. */
  private static final int WIDTH = 160;

  private static final int FEW_HEADS = 12;

  private Renderers() {}

  static List<Renderer<?>> all() {
    return List.of(
        new Renderer<>(Table.class, table -> titled("", table, List.of())),
        new Renderer<>(Figure.class, FigureBundle::of),
        new Renderer<>(Grid.class, Renderers::summary),
        new Renderer<>(AttentionResult.class, result -> attention(result).get(0)),
        new Renderer<>(Generated.class, generated -> MimeBundle.text(generated.text())));
  }

  /** What a value is, in a line. */
  static String oneLine(Object value) {
    if (value instanceof Grid grid) {
      return grid.plan().statement();
    }
    if (value instanceof Figure figure) {
      return figure.title();
    }
    if (value instanceof Table table) {
      return table.rowCount() + " rows x " + table.columnCount() + " columns";
    }
    return value instanceof String text ? text : value.getClass().getSimpleName();
  }

  static Optional<MimeBundle> overview(Grid grid) {
    return grid.overview()
        .map(kind -> FigureBundle.of(Plots.draw(kind, grid.numbers(), PlotOptions.DEFAULT)));
  }

  /** Single heads where few were asked for, else what is true of all of them. */
  static List<MimeBundle> attention(AttentionResult result) {
    List<MimeBundle> shown = new ArrayList<>();
    boolean few = !result.maps().isEmpty() && result.maps().size() <= FEW_HEADS;
    shown.add(FigureBundle.of(Plots.draw(few ? PlotKind.ATTENTION : PlotKind.LAYERS, result)));
    if (!result.profiles().isEmpty()) {
      shown.add(FigureBundle.of(Plots.draw(PlotKind.REGIONS, result)));
    }
    return shown;
  }

  static MimeBundle summary(Grid grid) {
    return titled("", grid.summary(), grid.notes());
  }

  static MimeBundle titled(String title, Table table, List<String> notes) {
    StringBuilder text = new StringBuilder(title.isEmpty() ? "" : title + "\n");
    text.append(TextTable.render(table, WIDTH));
    StringBuilder html = new StringBuilder(title.isEmpty() ? "" : "<b>" + escaped(title) + "</b>");
    html.append(HtmlTable.render(table));
    for (String note : notes) {
      text.append('\n').append(note);
      html.append("<p>").append(escaped(note)).append("</p>");
    }
    return MimeBundle.text(text.toString()).and(HTML, html.toString());
  }

  static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
