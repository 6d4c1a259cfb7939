package io.kvlab.jupyter.internal.notebook;

import com.fasterxml.jackson.databind.JsonNode;
import io.kvlab.jupyter.internal.kernel.FigureBundle;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.commonmark.Extension;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.parser.Parser;
import org.commonmark.renderer.html.HtmlRenderer;

/**
 * A notebook as one HTML page: text, code, and of every output the richest form a page can show.
 */
public final class NotebookPage {
  private static final List<Extension> EXTENSIONS = List.of(TablesExtension.create());
  private static final Parser MARKDOWN = Parser.builder().extensions(EXTENSIONS).build();
  private static final HtmlRenderer MARKDOWN_HTML =
      HtmlRenderer.builder().extensions(EXTENSIONS).escapeHtml(true).sanitizeUrls(true).build();

  private final StringBuilder body = new StringBuilder();

  private NotebookPage() {}

  /** The whole page. */
  public static String of(String title, NotebookFile notebook) {
    NotebookPage page = new NotebookPage();
    notebook.cells().forEach(page::cell);
    String body = page.body.toString();
    return "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
        + "<meta name=\"viewport\" content=\"width=device-width\">"
        + "<title>"
        + escaped(title)
        + "</title><style>"
        + style()
        + "</style>"
        + FigureBundle.scriptsFor(body)
        + "</head>\n<body><main>\n"
        + body
        + "</main></body></html>\n";
  }

  private void cell(JsonNode cell) {
    String source = NotebookFile.text(cell.path("source"));
    switch (cell.path("cell_type").asText()) {
      case "markdown" ->
          body.append("<section class=\"text\">")
              .append(MARKDOWN_HTML.render(MARKDOWN.parse(source)))
              .append("</section>\n");
      case "code" -> {
        body.append("<section class=\"code\"><pre><code>")
            .append(escaped(source))
            .append("</code></pre>\n");
        cell.path("outputs").forEach(this::output);
        body.append("</section>\n");
      }
      default -> body.append("<pre>").append(escaped(source)).append("</pre>\n");
    }
  }

  private void output(JsonNode output) {
    body.append("<div class=\"output\">");
    switch (output.path("output_type").asText()) {
      case "stream" ->
          preformatted(output.path("name").asText(), NotebookFile.text(output.path("text")));
      case "error" -> {
        StringBuilder lines = new StringBuilder();
        output.path("traceback").forEach(line -> lines.append(line.asText()).append('\n'));
        preformatted("error", lines.toString());
      }
      default -> data(output.path("data"));
    }
    body.append("</div>\n");
  }

  private void data(JsonNode data) {
    if (data.has("text/html")) {
      body.append(NotebookFile.text(data.get("text/html")));
    } else if (data.has("image/svg+xml")) {
      byte[] svg = NotebookFile.text(data.get("image/svg+xml")).getBytes(StandardCharsets.UTF_8);
      image("image/svg+xml", Base64.getEncoder().encodeToString(svg));
    } else if (data.has("image/png")) {
      image("image/png", NotebookFile.text(data.get("image/png")).replaceAll("\\s", ""));
    } else if (data.has("text/markdown")) {
      body.append(
          MARKDOWN_HTML.render(MARKDOWN.parse(NotebookFile.text(data.get("text/markdown")))));
    } else {
      preformatted("result", NotebookFile.text(data.path("text/plain")));
    }
  }

  private void image(String type, String base64) {
    body.append("<img alt=\"figure\" src=\"data:")
        .append(type)
        .append(";base64,")
        .append(escaped(base64))
        .append("\">");
  }

  private void preformatted(String kind, String text) {
    body.append("<pre class=\"")
        .append(escaped(kind))
        .append("\">")
        .append(escaped(text.replaceAll("\u001B\\[[0-9;]*m", "")))
        .append("</pre>");
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }

  private static String style() {
    try (InputStream in = NotebookPage.class.getResourceAsStream("page.css")) {
      if (in == null) {
        throw new IllegalStateException("page.css is missing");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
