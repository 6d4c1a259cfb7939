package io.kvlab.session;

import ai.djl.engine.Engine;
import io.kvlab.internal.torch.Libtorch;
import io.kvlab.internal.torch.NativeFacts;
import io.kvlab.internal.torch.Processor;
import io.kvlab.session.Health.Finding;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TimeZone;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What somebody needs who shall understand a fault on a machine that is not theirs. Paths lose the
 * user's name; tokens and the like are not asked for.
 */
final class MachineReport {
  private static final List<String> PROPERTIES =
      List.of(
          "java.vm.name",
          "java.runtime.version",
          "java.vendor",
          "os.name",
          "os.version",
          "os.arch",
          "file.encoding",
          "sun.jnu.encoding",
          "user.language");

  /** Beginnings of the names of variables that change what kvlab does. */
  private static final List<String> VARIABLES =
      List.of(
          "KVLAB_",
          "ONEDNN_",
          "DNNL_",
          "OMP_",
          "MKL_",
          "ATEN_",
          "MALLOC_",
          "LC_",
          "LANG",
          "CUDA_",
          "PYTORCH_",
          "JAVA_TOOL_OPTIONS",
          "TZ");

  private MachineReport() {}

  static String of(String version, List<Finding> findings, Settings settings) {
    List<String> lines = new ArrayList<>();
    lines.add(version);
    Processor processor = Processor.here();
    lines.add("processor: " + processor.model() + " (" + processor.revision() + ")");
    lines.add("flags: " + String.join(" ", new TreeSet<>(processor.flags())));
    lines.add("instructions: " + processor.instructions());
    NativeFacts.vectors().ifPresent(vectors -> lines.add("vectors: " + vectors));
    NativeFacts.threads().ifPresent(threads -> lines.add("threads: " + threads));
    NativeFacts.products().forEach(library -> lines.add("products: " + library));
    lines.add("libtorch: " + engineVersion() + ", DJL " + Engine.getDjlVersion());
    for (String property : PROPERTIES) {
      lines.add(property + ": " + System.getProperty(property, "-"));
    }
    lines.add(
        "charset: "
            + Charset.defaultCharset()
            + ", locale: "
            + Locale.getDefault().toLanguageTag());
    lines.add("time zone: " + TimeZone.getDefault().getID());
    new TreeMap<>(System.getenv())
        .forEach(
            (name, value) -> {
              if (VARIABLES.stream().anyMatch(name::startsWith) && !isSecret(name)) {
                lines.add(name + "=" + value);
              }
            });
    for (SettingKey key : SettingKey.values()) {
      Settings.Value value = settings.value(key);
      if (!value.origin().equals("default")) {
        lines.add("setting " + key.key() + ": " + value.text() + " (" + value.origin() + ")");
      }
    }
    for (Finding finding : findings) {
      lines.add(
          finding.state().name().toLowerCase(Locale.ROOT)
              + " "
              + finding.subject()
              + ": "
              + finding.text());
    }
    return withoutNames(
        String.join("\n", lines), System.getProperty("user.home"), System.getProperty("user.name"));
  }

  private static boolean isSecret(String name) {
    return name.contains("TOKEN") || name.contains("SECRET") || name.contains("PASSWORD");
  }

  private static String engineVersion() {
    try {
      return Libtorch.engine().getVersion();
    } catch (RuntimeException | LinkageError e) {
      return "could not be loaded (" + e.getMessage() + ")";
    }
  }

  /** The home folder as {@code ~}, and the user's name out of every other path. */
  static String withoutNames(String text, String home, String user) {
    String shown = home.length() > 1 ? text.replace(home, "~") : text;
    return Optional.of(user)
        .filter(name -> !name.isEmpty())
        .map(
            name ->
                shown.replaceAll(
                    "(?<=/)" + java.util.regex.Pattern.quote(name) + "(?=[/\\s:;,]|$)", "USER"))
        .orElse(shown);
  }
}
