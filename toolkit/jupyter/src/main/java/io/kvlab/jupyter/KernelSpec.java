package io.kvlab.jupyter;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kvlab.KvlabException;
import io.kvlab.dsl.Dsl;
import io.kvlab.jupyter.internal.kernel.FigureBundle;
import io.kvlab.jupyter.internal.kernel.HelpPage;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
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

  /** The launcher's class archive, a path; named by a property of the process that installs. */
  private static final String ARCHIVE = "kvlab.archive";

  /**
   * What the launcher sets for every process of kvlab; a kernel is started without the launcher.
   */
  private static final List<String> ENVIRONMENT =
      List.of(
          "KVLAB_HOME",
          "KVLAB_FLAVOUR",
          "OMP_WAIT_POLICY",
          "MALLOC_MMAP_THRESHOLD_",
          "MALLOC_TRIM_THRESHOLD_",
          "MALLOC_TOP_PAD_",
          "MALLOC_ARENA_MAX",
          "ONEDNN_PRIMITIVE_CACHE_CAPACITY",
          "LRU_CACHE_CAPACITY");

  private KernelSpec() {}

  /** Installs for the user who runs this; returns the folder. */
  public static Path installForUser() {
    return installInto(userData());
  }

  /** Installs below {@code prefix}, for instance an environment's folder; returns the folder. */
  public static Path install(Path prefix) {
    return installInto(prefix.resolve("share").resolve("jupyter"));
  }

  /**
   * Into one of Jupyter's data folders: the kernel, and the colors of its language for JupyterLab.
   */
  static Path installInto(Path data) {
    Path folder = write(data.resolve("kernels").resolve(NAME));
    try {
      LabExtension.write(data);
    } catch (IOException e) {
      throw cannot(data, e);
    }
    return folder;
  }

  private static KvlabException cannot(Path folder, IOException cause) {
    return KvlabException.run(
        "The kernel cannot be installed in "
            + folder
            + " ("
            + cause.getMessage()
            + "); choose another place with --prefix DIR.",
        cause);
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
      new ObjectMapper().writeValue(folder.resolve("keywords.json").toFile(), Dsl.keywords());
      Files.writeString(folder.resolve("logo-svg.svg"), resource("logo-svg.svg"));
      Files.writeString(folder.resolve(FigureBundle.SCRIPT), FigureBundle.script());
      Files.writeString(folder.resolve(HelpPage.FILE), HelpPage.html());
    } catch (IOException e) {
      throw cannot(folder, e);
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
    ENVIRONMENT.forEach(
        name -> Optional.ofNullable(System.getenv(name)).ifPresent(v -> environment.put(name, v)));
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
        new ArrayList<>(
            List.of(
                "-XX:+UseSerialGC",
                "-Xss4m",
                "-XX:TieredStopAtLevel=4",
                "-Djava.awt.headless=true",
                "-Dfile.encoding=UTF-8",
                "--add-opens=java.base/java.nio=ALL-UNNAMED"));
    String archive = System.getProperty(ARCHIVE, "");
    if (!archive.isEmpty()) { // without a word where it cannot be used, after an update say
      lines.addAll(List.of(quoted("-XX:SharedArchiveFile=" + archive), "-Xshare:auto"));
      lines.addAll(List.of("-Xlog:cds=off", "-Xlog:cds+dynamic=off"));
    }
    String more = Optional.ofNullable(System.getenv("KVLAB_JAVA_OPTIONS")).orElse("").strip();
    if (!more.isEmpty()) {
      Arrays.stream(more.split("\\s+")).map(KernelSpec::quoted).forEach(lines::add);
    }
    lines.addAll(List.of("-cp", quoted(System.getProperty("java.class.path"))));
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
    String ownHome = System.getenv("HOME"); // Jupyter goes by it, Java does not
    Path home =
        Path.of(ownHome == null || ownHome.isEmpty() ? System.getProperty("user.home") : ownHome);
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
