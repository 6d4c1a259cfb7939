package io.kvlab.jupyter;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kvlab.KvlabException;
import io.kvlab.dsl.Dsl;
import io.kvlab.jupyter.internal.kernel.FigureBundle;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The folder by which Jupyter finds the kernel: {@code kernel.json} with the command that starts
 * it, the command's arguments in a file of their own, and what a notebook page loads from the
 * kernel.
 */
public final class KernelSpec {
  /** The kernel's name; the folder has it too. */
  public static final String NAME = "kvlab";

  private static final String ARGUMENTS = "java.args";

  private KernelSpec() {}

  /** Installs for the user who runs this; returns the folder. */
  public static Path installForUser() {
    return write(userData().resolve("kernels").resolve(NAME));
  }

  /** Installs below {@code prefix}, for instance an environment's folder; returns the folder. */
  public static Path install(Path prefix) {
    return write(prefix.resolve("share").resolve("jupyter").resolve("kernels").resolve(NAME));
  }

  /**
   * Writes the files into {@code folder}, an empty or earlier one. The kernel will run on this
   * process's Java and class path.
   */
  static Path write(Path folder) {
    int version = Runtime.version().feature();
    if (version != 17) {
      throw KvlabException.usage(
          "The notebook kernel needs JDK 17, this is "
              + version
              + ": set JAVA_HOME to a JDK 17 and install again.");
    }
    try {
      Files.createDirectories(folder);
      Files.writeString(folder.resolve(ARGUMENTS), arguments());
      new ObjectMapper()
          .writerWithDefaultPrettyPrinter()
          .writeValue(folder.resolve("kernel.json").toFile(), description());
      Files.writeString(folder.resolve("kernel.js"), pageScript());
      Files.writeString(folder.resolve("logo-svg.svg"), resource("logo-svg.svg"));
      Files.writeString(folder.resolve(FigureBundle.SCRIPT), FigureBundle.script());
    } catch (IOException e) {
      throw KvlabException.run(
          "The kernel cannot be installed in "
              + folder
              + " ("
              + e.getMessage()
              + "); choose another place with --prefix DIR.",
          e);
    }
    return folder.toAbsolutePath();
  }

  private static ObjectNode description() {
    ObjectNode spec = new ObjectMapper().createObjectNode();
    ArrayNode command = spec.putArray("argv");
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("@{resource_dir}/" + ARGUMENTS);
    command.add(KernelMain.class.getName());
    command.add("{connection_file}");
    spec.put("display_name", "kvlab").put("language", "kotlin");
    spec.put("interrupt_mode", "message");
    ObjectNode environment = spec.putObject("env");
    letters(System.getenv(), System.getProperty("os.name"))
        .ifPresent(locale -> environment.put("LC_ALL", locale));
    spec.putObject("metadata").put("debugger", false);
    return spec;
  }

  /**
   * The locale by which the kernel's Java will read file names: that of this process, which the
   * launcher has seen to. A server started without one, as a service is, would give the kernel
   * ASCII.
   */
  static Optional<String> letters(Map<String, String> environment, String system) {
    if (system.toLowerCase(Locale.ROOT).contains("mac")) {
      return Optional.empty(); // there Java's file names are UTF-8 always
    }
    return Stream.of("LC_ALL", "LC_CTYPE", "LANG")
        .map(name -> environment.getOrDefault(name, ""))
        .filter(value -> !value.isEmpty())
        .findFirst()
        .filter(value -> value.toUpperCase(Locale.ROOT).replace("-", "").endsWith("UTF8"))
        .or(() -> Optional.of("C.UTF-8"));
  }

  /** Options and class path; a path may hold blanks, so everything is quoted. */
  private static String arguments() {
    List<String> lines =
        List.of(
            "-XX:+UseSerialGC",
            "-Xss4m",
            "-XX:TieredStopAtLevel=4",
            "-Djava.awt.headless=true",
            "-Dfile.encoding=UTF-8",
            "--add-opens=java.base/java.nio=ALL-UNNAMED",
            "-cp",
            quoted(System.getProperty("java.class.path")));
    return String.join("\n", lines) + "\n";
  }

  private static String quoted(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  /** The classic notebook's script: the shared tokenizer and the grammar's keywords put into it. */
  private static String pageScript() throws IOException {
    return resource("kernel.js")
        .replace("KEYWORDS", new ObjectMapper().writeValueAsString(Dsl.keywords()))
        .replace("MODE", resource("mode.js"));
  }

  private static String resource(String name) {
    try (InputStream in = KernelSpec.class.getResourceAsStream("kernelspec/" + name)) {
      if (in == null) {
        throw new IllegalStateException("no such resource: " + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Where Jupyter looks for a user's own kernels. */
  private static Path userData() {
    String chosen = System.getenv("JUPYTER_DATA_DIR");
    if (chosen != null && !chosen.isEmpty()) {
      return Path.of(chosen);
    }
    Path home = Path.of(System.getProperty("user.home"));
    if (System.getProperty("os.name").toLowerCase(Locale.ROOT).contains("mac")) {
      return home.resolve("Library").resolve("Jupyter");
    }
    String data = System.getenv("XDG_DATA_HOME");
    return (data == null || data.isEmpty()
            ? home.resolve(".local").resolve("share")
            : Path.of(data))
        .resolve("jupyter");
  }
}
