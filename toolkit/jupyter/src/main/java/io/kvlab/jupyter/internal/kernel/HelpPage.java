package io.kvlab.jupyter.internal.kernel;

import io.kvlab.dsl.Help;
import java.util.Optional;

/** The help of the language as one page in the kernel's folder, for Jupyter's Help menu. */
public final class HelpPage {
  /** The page's name in the kernel's folder. */
  public static final String FILE = "language.html";

  private HelpPage() {}

  /** Where Jupyter serves the page; a hub serves each of its users below a path of their own. */
  public static String address() {
    String prefix = Optional.ofNullable(System.getenv("JUPYTERHUB_SERVICE_PREFIX")).orElse("/");
    return prefix + (prefix.endsWith("/") ? "" : "/") + "kernelspecs/kvlab/" + FILE;
  }

  /** The page. */
  public static String html() {
    StringBuilder page =
        new StringBuilder(
            """
            <!DOCTYPE html>
            <html lang="en"><head><meta charset="utf-8"><title>kvlab: the language</title><style>
            :root { color-scheme: light dark; }
            body { font-family: system-ui, sans-serif; max-width: 60rem; margin: 1rem auto; padding: 0 1rem; }
            pre { white-space: pre-wrap; }
            nav a { margin-right: .6rem; }
            </style></head><body><h1>kvlab: the language</h1><nav>
            """);
    for (Help.Topic topic : Help.topics()) {
      page.append("<a href=\"#%1$s\">%1$s</a>".formatted(Renderers.escaped(topic.name())));
    }
    page.append("</nav>\n");
    for (Help.Topic topic : Help.topics()) {
      page.append("<h2 id=\"%1$s\">%1$s</h2>".formatted(Renderers.escaped(topic.name())))
          .append("<pre>")
          .append(Renderers.escaped(topic.render()))
          .append("</pre>\n");
    }
    return page.append("</body></html>\n").toString();
  }
}
