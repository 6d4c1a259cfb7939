package io.kvlab.report.chart;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** What a page must hold once before its figures draw. Plotly is part of kvlab: no network. */
public final class PlotlyScript {
  private static final String PLOTLY = "plotly-cartesian-2.35.3.min.js";

  private PlotlyScript() {}

  /**
   * Script elements with Plotly (MIT licence, Plotly, Inc.) and kvlab's drawing function, 1.4 MB.
   * The loader of pages that use require.js is hidden meanwhile, since Plotly would otherwise
   * register there instead of on the page.
   */
  public static String elements() {
    return "<script>window.kvlabDefine = window.define; window.define = undefined;</script>\n"
        + "<script>"
        + resource(PLOTLY)
        + "</script>\n<script>window.define = window.kvlabDefine;\n"
        + resource("figure.js")
        + "</script>\n";
  }

  /** The style sheet of kvlab's own pages. */
  public static String css() {
    return resource("page.css");
  }

  private static String resource(String name) {
    try (InputStream in = PlotlyScript.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("resource " + name + " is missing from the build");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
