package io.kvlab.task;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.kvlab.manifest.Manifest;
import io.kvlab.task.catalog.Tasks;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Public data beside the project; tests that need it are skipped where it is absent. */
final class Shared {
  private Shared() {}

  static Path path(String below) {
    String shared = System.getProperty("kvlab.shared", "");
    Path path = Path.of(shared, below);
    assumeTrue(
        !shared.isEmpty() && Files.exists(path),
        "skipped: -Dkvlab.shared does not lead to a folder with " + below);
    return path;
  }

  /** The bundled tasks on the shared data. */
  static Tasks tasks() {
    return new Tasks(Manifest.bundled(), options());
  }

  static TaskOptions options() {
    return new TaskOptions(List.of(path("data")), Map.of(), false);
  }
}
