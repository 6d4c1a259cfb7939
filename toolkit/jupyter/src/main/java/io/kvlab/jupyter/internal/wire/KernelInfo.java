package io.kvlab.jupyter.internal.wire;

import static io.kvlab.jupyter.internal.wire.MessageCodec.object;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kvlab.jupyter.internal.kernel.HelpPage;

/** What the kernel says of itself. */
final class KernelInfo {
  /** Version of the Kotlin that cells are compiled with, for clients that highlight it. */
  private static final String KOTLIN = "1.8.20";

  private KernelInfo() {}

  static ObjectNode content() {
    String version = version();
    ObjectNode info =
        object()
            .put("status", "ok")
            .put("protocol_version", "5.3")
            .put("implementation", "kvlab")
            .put("implementation_version", version)
            .put("banner", "kvlab " + version + ": the kvlab language and Kotlin " + KOTLIN);
    ObjectNode language =
        info.putObject("language_info")
            .put("name", "kotlin")
            .put("version", KOTLIN)
            .put("mimetype", "text/x-kotlin")
            .put("file_extension", ".kv")
            .put("pygments_lexer", "kotlin")
            .put("nbconvert_exporter", "script");
    // Clients that have the kvlab mode take it, the others fall back to Kotlin by its MIME type.
    language.putObject("codemirror_mode").put("name", "kvlab").put("mime", "text/x-kotlin");
    ArrayNode links = info.putArray("help_links");
    link(links, "kvlab: the language", HelpPage.address());
    link(links, "Kotlin", "https://kotlinlang.org/docs/home.html");
    link(links, "Tablesaw", "https://jtablesaw.github.io/tablesaw/userguide/toc");
    info.put("debugger", false);
    return info;
  }

  private static void link(ArrayNode links, String text, String url) {
    links.addObject().put("text", text).put("url", url);
  }

  private static String version() {
    String version = KernelInfo.class.getPackage().getImplementationVersion();
    return version == null ? "0.1.0" : version;
  }
}
