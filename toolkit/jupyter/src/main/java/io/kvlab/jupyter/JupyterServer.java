package io.kvlab.jupyter;

import io.kvlab.KvlabException;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import sun.misc.Signal;

/** The Jupyter of this machine, started with the kernel in it and nothing installed. */
final class JupyterServer {
  /** Tried in this order. */
  private static final List<String> PROGRAMS = List.of("jupyter-lab", "jupyter-notebook");

  private final Path program;

  private JupyterServer(Path program) {
    this.program = program;
  }

  /**
   * The first that is on the path.
   *
   * @throws KvlabException saying what to install where there is none
   */
  static JupyterServer find() {
    return PROGRAMS.stream()
        .flatMap(name -> onPath(name).stream())
        .findFirst()
        .map(JupyterServer::new)
        .orElseThrow(
            () ->
                KvlabException.run(
                    "Jupyter was not found; install it (on Debian: apt-get install"
                        + " jupyter-notebook, elsewhere: pip install notebook) and try again."));
  }

  private static Optional<Path> onPath(String program) {
    return Optional.ofNullable(System.getenv("PATH")).stream()
        .flatMap(Pattern.compile(Pattern.quote(File.pathSeparator))::splitAsStream)
        .map(folder -> Path.of(folder, program))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /**
   * Runs it until its user ends it; Ctrl-C is Jupyter's, which asks before it ends.
   *
   * @param arguments for Jupyter
   * @return its exit code
   */
  int run(List<String> arguments) {
    List<String> command = new ArrayList<>(List.of(program.toString()));
    command.addAll(arguments);
    Signal.handle(new Signal("INT"), signal -> {});
    try {
      Path data = Files.createTempDirectory("kvlab-jupyter");
      try {
        Path kernel = KernelSpec.installInto(data);
        ProcessBuilder jupyter = new ProcessBuilder(command).inheritIO();
        jupyter
            .environment()
            .merge("JUPYTER_PATH", data.toString(), (old, ours) -> ours + File.pathSeparator + old);
        try {
          return jupyter.start().waitFor();
        } finally {
          delete(kernel);
          LabExtension.remove(data);
        }
      } finally {
        Files.deleteIfExists(data.resolve("kernels"));
        Files.deleteIfExists(data);
      }
    } catch (IOException e) {
      throw KvlabException.run("Jupyter cannot be started: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return KvlabException.Kind.INTERRUPTED.exitCode();
    }
  }

  private static void delete(Path folder) throws IOException {
    try (var files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(folder);
  }
}
