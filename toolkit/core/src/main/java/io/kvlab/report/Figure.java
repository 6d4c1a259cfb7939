package io.kvlab.report;

import io.kvlab.KvlabException;
import io.kvlab.internal.WholeFile;
import io.kvlab.report.table.Plain;
import io.kvlab.report.table.TextTable;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import tech.tablesaw.api.Table;

/**
 * A picture with its static twins. The same numbers stand in the interactive page, the SVG, the PNG
 * and the text.
 */
public sealed interface Figure permits ChartFigure, TokenMapFigure {
  /** What is shown. */
  String title();

  /** Units, n, and how to read it. */
  String caption();

  /** A standalone SVG document, readable on light and dark ground. */
  String toSvg();

  /**
   * A PNG file.
   *
   * @param scale pixels a point
   */
  byte[] toPng(double scale);

  /** A PNG file, two pixels a point. */
  default byte[] toPng() {
    return toPng(2);
  }

  /**
   * The picture for a page of one's own. A chart needs {@link
   * io.kvlab.report.chart.PlotlyScript#elements} on that page, once and before.
   *
   * @param id of the element, unique on the page
   */
  String toFragment(String id);

  /** The numbers behind the picture. */
  List<Table> tables();

  /** One HTML file that needs no network and no other file. */
  default String toHtml() {
    return Page.of(title()).figure(this).render();
  }

  /** For a terminal: title, numbers, caption. */
  default String toText() {
    StringBuilder out = new StringBuilder(Plain.line(title())).append("\n\n");
    for (Table table : tables()) {
      if (!table.name().equals(title())) {
        out.append(Plain.line(table.name())).append('\n');
      }
      out.append(TextTable.render(table, TextTable.UNLIMITED)).append('\n');
    }
    return out.append(Plain.text(caption())).append('\n').toString();
  }

  /** Writes HTML, SVG, PNG or text, as the file's name ends. */
  default void save(Path file) {
    String name = file.getFileName() == null ? "" : file.getFileName().toString();
    String end = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    byte[] content =
        switch (end) {
          case "html", "htm" -> toHtml().getBytes(StandardCharsets.UTF_8);
          case "svg" -> toSvg().getBytes(StandardCharsets.UTF_8);
          case "png" -> toPng();
          case "txt" -> toText().getBytes(StandardCharsets.UTF_8);
          default ->
              throw KvlabException.usage(
                  "A plot is saved as .html, .svg, .png or .txt, not as \"" + name + "\".");
        };
    WholeFile.write(file, out -> out.write(content));
  }
}
