package io.kvlab.jupyter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kvlab.dsl.Dsl;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KernelSpecTest {
  @TempDir Path prefix;

  @Test
  void theFolderHoldsAllThatJupyterAndItsPagesNeed() throws Exception {
    Path folder = KernelSpec.install(prefix);
    assertThat(folder).isEqualTo(prefix.resolve("share/jupyter/kernels/kvlab").toAbsolutePath());
    JsonNode spec = new ObjectMapper().readTree(folder.resolve("kernel.json").toFile());
    Path java = Path.of(spec.at("/argv/0").asText());
    assertThat(java).isAbsolute().isExecutable();
    assertThat(spec.at("/argv/1").asText()).isEqualTo("@{resource_dir}/java.args");
    assertThat(spec.at("/interrupt_mode").asText()).isEqualTo("message");
    assertThat(folder.resolve("java.args")).content().contains("kotlin-jupyter-kernel");
    assertThat(folder.resolve("kernel.js"))
        .content()
        .contains("\"capacity\"", "function kvlabMode");
    assertThat(folder.resolve("figures.js"))
        .content()
        .contains("Plotly")
        .doesNotContain("<script>");
  }

  /** The JVM reads the file as it was written, blanks and quotation marks in the path included. */
  @Test
  void theArgumentsFileIsOneThatJavaReads() throws Exception {
    Path folder = KernelSpec.install(prefix.resolve("with blank"));
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    Process process =
        new ProcessBuilder(java, "@" + folder.resolve("java.args"), "io.kvlab.jupyter.KernelMain")
            .redirectErrorStream(true)
            .start();
    String printed = new String(process.getInputStream().readAllBytes());
    assertThat(process.waitFor()).isEqualTo(2);
    assertThat(printed).contains("Jupyter starts this with the path of a connection file");
  }

  @Test
  void theKernelsLettersAreThoseOfTheLocaleItWasInstalledIn() {
    assertThat(KernelSpec.letters(Map.of("LANG", "de_DE.UTF-8"), "Linux")).contains("de_DE.UTF-8");
    assertThat(KernelSpec.letters(Map.of("LC_ALL", "", "LC_CTYPE", "C.utf8", "LANG", "C"), "Linux"))
        .contains("C.utf8");
    assertThat(KernelSpec.letters(Map.of("LC_ALL", "C", "LANG", "C.UTF-8"), "Linux"))
        .contains("C.UTF-8");
    assertThat(KernelSpec.letters(Map.of(), "Linux")).contains("C.UTF-8");
    assertThat(KernelSpec.letters(Map.of("LC_ALL", "C"), "Mac OS X")).isEmpty();
  }

  /** As a server does that runs as a service, without any locale. */
  @Test
  void aKernelStartedWithoutALocaleReadsNamesWithAnyLetters() throws Exception {
    Path folder = KernelSpec.install(prefix);
    JsonNode spec = new ObjectMapper().readTree(folder.resolve("kernel.json").toFile());
    assumeTrue(spec.has("env"), "skipped: here Java's file names are UTF-8 always");
    ProcessBuilder server =
        new ProcessBuilder(
                "/bin/sh",
                "-c",
                spec.at("/argv/0").asText()
                    + " @"
                    + folder.resolve("java.args")
                    + " io.kvlab.jupyter.KernelMain \"$(printf 'gr\\303\\266\\303\\237e.json')\"")
            .redirectErrorStream(true);
    server.environment().keySet().removeIf(name -> name.equals("LANG") || name.startsWith("LC_"));
    spec.get("env")
        .properties()
        .forEach(e -> server.environment().put(e.getKey(), e.getValue().asText()));
    Process process = server.start();
    String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    assertThat(printed).contains("gr\u00f6\u00dfe.json").doesNotContain("\tat ");
  }

  @Test
  void jupyterLabFindsTheColorsAndTheGrammarsKeywordsBesideTheKernel() throws Exception {
    Path folder = KernelSpec.install(prefix);
    Path extension = prefix.resolve("share/jupyter/labextensions/kvlab-jupyterlab");
    Path stale = Files.createFile(extension.resolve("static/remoteEntry.0.js"));
    KernelSpec.install(prefix);
    JsonNode description = new ObjectMapper().readTree(extension.resolve("package.json").toFile());
    assertThat(extension.resolve(description.at("/jupyterlab/_build/load").asText())).exists();
    assertThat(stale).doesNotExist();
    List<String> keywords = new ArrayList<>();
    new ObjectMapper()
        .readTree(folder.resolve("keywords.json").toFile())
        .forEach(word -> keywords.add(word.asText()));
    assertThat(keywords).isEqualTo(Dsl.keywords());
  }

  /** Jupyter goes by HOME, whatever the system's list of users says. */
  @Test
  void anInstallationForTheUserGoesByHome() throws Exception {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    ProcessBuilder install =
        new ProcessBuilder(
                java,
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "jupyter",
                "install")
            .redirectErrorStream(true);
    install.environment().put("HOME", prefix.toString());
    install.environment().keySet().removeAll(List.of("JUPYTER_DATA_DIR", "XDG_DATA_HOME"));
    Process process = install.start();
    String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(printed).isZero();
    assertThat(prefix.resolve(".local/share/jupyter/kernels/kvlab/kernel.json")).exists();
  }

  /** Builds it as a user would and loads what was built; its own tests are in JavaScript. */
  @Test
  void theLabExtensionBuildsAndPassesItsOwnTests() throws Exception {
    Path npm = Path.of("/usr/bin/npm");
    Path folder = Path.of("labextension");
    assumeTrue(Files.isExecutable(npm), "skipped: apt-get install npm to run this test");
    if (!Files.isDirectory(folder.resolve("node_modules").resolve("webpack"))) {
      assumeTrue(
          run(folder, npm, "ci", "--no-audit", "--no-fund").status() == 0,
          "skipped: the packages of labextension cannot be fetched");
    }
    Ran tests = run(folder, npm, "test");
    assertThat(tests.status()).as(tests.printed()).isZero();
  }

  private record Ran(int status, String printed) {}

  private static Ran run(Path folder, Path program, String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of(program.toString()));
    command.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
    String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Ran(process.waitFor(), printed);
  }
}
