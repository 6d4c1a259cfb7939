package io.kvlab.jupyter.internal.kernel;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.kvlab.report.Figure;
import io.kvlab.report.chart.PlotlyScript;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A figure in a notebook: the drawing itself, and over it the interactive one where the page can
 * have Plotly. A notebook never stores Plotly: the kernel's folder carries it, and Jupyter serves
 * that folder.
 */
public final class FigureBundle {
  /** The script's name in the kernel's folder. */
  public static final String SCRIPT = "figures.js";

  /** What a page defines once that script has run. */
  private static final String DRAW = "kvlabFigures";

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern ELEMENT = Pattern.compile("<script>(.*?)</script>", Pattern.DOTALL);

  private FigureBundle() {}

  /** Pixels a point of the stored picture: sharp on the screens of today. */
  private static final int SCALE = 2;

  static MimeBundle of(Figure figure) {
    byte[] png = figure.toPng(SCALE);
    String base64 = Base64.getEncoder().encodeToString(png);
    MimeBundle bundle =
        MimeBundle.text(figure.toText())
            .and("image/png", base64)
            .and("image/svg+xml", figure.toSvg())
            .and(Renderers.HTML, html(figure, base64, width(png)));
    bundle.metadata().putObject("image/png").put("width", width(png)).put("height", height(png));
    return bundle;
  }

  /** The size on the page; a PNG begins with its own, in pixels. */
  private static int width(byte[] png) {
    return ByteBuffer.wrap(png).getInt(16) / SCALE;
  }

  private static int height(byte[] png) {
    return ByteBuffer.wrap(png).getInt(20) / SCALE;
  }

  /**
   * The still picture is a PNG: what cleans HTML on its way to a page takes SVG out. The
   * interactive figure is no part of the HTML, its script makes it: where no script runs nothing
   * else is there.
   */
  private static String html(Figure figure, String png, int width) {
    // The same figure may stand twice on a page, and each has to find its own place.
    String id = "kvlab-" + UUID.randomUUID();
    String fragment = figure.toFragment(id);
    int script = fragment.indexOf("<script>");
    int end = fragment.lastIndexOf("</script>");
    String title = "<strong>" + Renderers.escaped(figure.title()) + "</strong>";
    String caption = "<figcaption>" + Renderers.escaped(figure.caption()) + "</figcaption>";
    if (script < 0 || end < script) {
      return "<figure style=\"margin:0\">" + title + fragment + caption + "</figure>";
    }
    String drawing = fragment.substring(script + "<script>".length(), end);
    String live = JSON.valueToTree(title + fragment.substring(0, script)).toString();
    return "<figure style=\"margin:0\"><div class=\"kvlab-still\" id=\""
        + id
        + "-still\"><img style=\"max-width:100%;height:auto\" width=\""
        + width
        + "\" alt=\""
        + Renderers.escaped(figure.caption())
        + "\" src=\"data:image/png;base64,"
        + png
        + "\"></div>"
        + caption
        + "</figure>\n<script>"
        + LOADER.formatted(id, live.replace("</", "<\\/"), drawing, DRAW, SCRIPT)
        + "</script>";
  }

  private static final String LOADER =
      """
      (function () {
        function show() {
          var still = document.getElementById("%1$s-still");
          if (!still || document.getElementById("%1$s")) return;
          var live = document.createElement("div");
          live.className = "kvlab-live";
          live.innerHTML = %2$s;
          still.parentNode.insertBefore(live, still.nextSibling);
          %3$s
          still.hidden = true;
          still.style.display = "none";
        }
        if (window.%4$s) return show();
        var waiting = window.kvlabWaiting = window.kvlabWaiting || [];
        waiting.push(show);
        if (waiting.length > 1) return;
        var lab = document.getElementById("jupyter-config-data");
        var base = document.body.dataset.baseUrl || (lab && JSON.parse(lab.textContent).baseUrl);
        if (!base) return;
        var script = document.createElement("script");
        script.src = base + "kernelspecs/kvlab/%5$s";
        script.onload = function () { waiting.splice(0).forEach(function (f) { f(); }); };
        document.head.appendChild(script);
      })();
      """;

  /** What a page needs in its head, if {@code body} holds figures that draw themselves. */
  public static String scriptsFor(String body) {
    return body.contains("window." + DRAW) ? PlotlyScript.elements() : "";
  }

  /** The content of {@link #SCRIPT}: what stands in the elements of {@link PlotlyScript}. */
  public static String script() {
    return ELEMENT
        .matcher(PlotlyScript.elements())
        .results()
        .map(element -> element.group(1))
        .collect(Collectors.joining("\n"));
  }
}
