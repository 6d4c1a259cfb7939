package io.kvlab.notebooks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real JupyterLab in a real browser, and Python's notebooks in it; the tests are in Python. */
class JupyterLabTest {
  private static final Path SCRIPTS = Path.of("src", "test", "python").toAbsolutePath();
  private static final Path PACKAGE = Path.of("..", "toolkit", "python").toAbsolutePath();

  /** {@code ./kvlab test} makes this environment and says where it is. */
  private static final Path PYTHON =
      Path.of(Optional.ofNullable(System.getenv("KVLAB_LAB")).orElse("none"), "bin", "python");

  @TempDir Path folder;

  @Test
  void showsWhatAPersonNeedsAndDoesWhatSheAsks() throws Exception {
    assumeTrue(
        Files.isExecutable(PYTHON) && Files.isExecutable(Path.of("/usr/bin/chromium")),
        "skipped: no JupyterLab and Chromium; './kvlab test' installs both where it can");
    Jupyter jupyter = Jupyter.in(folder);
    jupyter
        .with("KVLAB_TEST_FOLDER", folder.toString())
        .with("KVLAB_TEST_PICTURES", Path.of("target", "screenshots").toAbsolutePath().toString())
        .with("KVLAB_TEST_EXPERIMENT", Experiments.small())
        .with("KVLAB_TEST_LONG_EXPERIMENT", Experiments.large())
        .with("KVLAB", launcher().toString())
        .with("PYTHONPATH", installed(jupyter) + ":" + SCRIPTS);
    String printed = jupyter.python(PYTHON, "-m", "unittest", "-v", "lab_test");
    System.out.println(printed);
    assertThat(printed).contains("OK").doesNotContain("skipped");
  }

  /** A launcher that starts this build: the real one would build the tree that is under test. */
  private Path launcher() throws IOException {
    Path launcher = folder.resolve("kvlab");
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    Path arguments = folder.resolve("prefix/share/jupyter/kernels/kvlab/java.args");
    Files.writeString(
        launcher,
        "#!/bin/sh\nexec '%s' '@%s' io.kvlab.jupyter.Main \"$@\"\n".formatted(java, arguments));
    return Files.setPosixFilePermissions(launcher, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  /** The package as pip installs it, from a copy: building leaves files beside the source. */
  private Path installed(Jupyter jupyter) throws Exception {
    Path copy = folder.resolve("package");
    try (Stream<Path> files = Files.walk(PACKAGE)) {
      for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
        Path target = copy.resolve(PACKAGE.relativize(file).toString());
        Files.createDirectories(target.getParent());
        Files.copy(file, target);
      }
    }
    Path installed = folder.resolve("python");
    List<String> pip =
        List.of("-m", "pip", "install", "-q", "--no-deps", "--no-build-isolation", "--target");
    jupyter.python(
        PYTHON,
        Stream.concat(pip.stream(), Stream.of(installed.toString(), copy.toString()))
            .toArray(String[]::new));
    return installed;
  }
}
