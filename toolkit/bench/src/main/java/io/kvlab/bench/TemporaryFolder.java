package io.kvlab.bench;

import io.kvlab.KvlabException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** A folder that is gone when it is closed. */
final class TemporaryFolder implements AutoCloseable {
  private final Path path;

  TemporaryFolder() {
    try {
      this.path = Files.createTempDirectory("kvlab-bench");
    } catch (IOException e) {
      throw KvlabException.run("no temporary folder can be made: " + e.getMessage(), e);
    }
  }

  Path path() {
    return path;
  }

  @Override
  public void close() {
    try (Stream<Path> files = Files.walk(path)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw KvlabException.run(path + " cannot be removed: " + e.getMessage(), e);
    }
  }
}
