package io.kvlab.notebooks;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.kvlab.jupyter.KernelSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Debian's Jupyter with this build's kernel and nothing of the user's. */
final class Jupyter {
  /** Debian's own Python: another one first in the path would not see Debian's packages. */
  static final Path PYTHON = Path.of("/usr/bin/python3");

  /** Only what hangs takes as long, however busy the machine. */
  static final Duration HANG = Duration.ofMinutes(60);

  private final Path home;
  private final Map<String, String> variables = new HashMap<>();

  private Jupyter(Path home) {
    this.home = home;
  }

  /** This Jupyter with one more environment variable for what it starts. */
  Jupyter with(String variable, String value) {
    variables.put(variable, value);
    return this;
  }

  /** Installs this build's kernel below {@code folder}. */
  static Jupyter in(Path folder) {
    KernelSpec.install(folder.resolve("prefix"));
    return new Jupyter(folder);
  }

  /** Skips the test, saying why, where {@code modules} cannot be imported. */
  static void require(String debianPackage, String module) {
    boolean there = false;
    if (Files.isExecutable(PYTHON)) {
      try {
        Process probe = new ProcessBuilder(PYTHON.toString(), "-c", "import " + module).start();
        there = probe.waitFor() == 0;
      } catch (IOException e) {
        there = false;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    assumeTrue(there, "skipped: apt-get install " + debianPackage + " to run this test");
  }

  /** A process that sees only this Jupyter's folders. */
  ProcessBuilder process(List<String> command) {
    ProcessBuilder builder = new ProcessBuilder(command);
    Map<String, String> environment = builder.environment();
    environment.put("HOME", home.resolve("home").toString());
    environment.put("JUPYTER_PATH", home.resolve("prefix/share/jupyter").toString());
    environment.put("JUPYTER_CONFIG_DIR", home.resolve("config").toString());
    environment.put("JUPYTER_DATA_DIR", home.resolve("data").toString());
    environment.put("JUPYTER_RUNTIME_DIR", home.resolve("runtime").toString());
    environment.put("IPYTHONDIR", home.resolve("ipython").toString());
    environment.put("KVLAB_STORE", home.resolve("runs.db").toString());
    environment.putAll(variables);
    builder.redirectErrorStream(true);
    return builder;
  }

  /** Runs Python to its end and returns what it printed; fails with that when it fails. */
  String python(String... arguments) throws IOException, InterruptedException {
    return python(PYTHON, arguments);
  }

  /** The same with another Python. */
  String python(Path python, String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(python.toString()));
    command.addAll(List.of(arguments));
    Path printed = Files.createTempFile("python", ".out");
    Process process = process(command).redirectOutput(printed.toFile()).start();
    boolean ended = process.waitFor(HANG.toSeconds(), TimeUnit.SECONDS);
    String text = Files.readString(printed, UTF_8);
    Files.delete(printed);
    if (!ended) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
      throw new AssertionError("not finished after " + HANG + ":\n" + text);
    }
    if (process.exitValue() != 0) {
      throw new AssertionError("exit code " + process.exitValue() + ":\n" + text);
    }
    return text;
  }
}
