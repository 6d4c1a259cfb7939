package io.kvlab.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/** A small file system of its own, for tests that fill or freeze it; needs to be root. */
final class Mounted implements AutoCloseable {
  private final Path folder;

  private Mounted(Path folder) {
    this.folder = folder;
  }

  /** Mounts a tmpfs, or skips the test where that is not allowed. */
  static Mounted tmpfs(Path parent, String size) throws IOException, InterruptedException {
    Path folder = Files.createDirectory(parent.resolve("mounted"));
    int code = run("mount", "-t", "tmpfs", "-o", "size=" + size, "tmpfs", folder.toString());
    Assumptions.assumeTrue(code == 0, "skipped: mounting a tmpfs needs root");
    return new Mounted(folder);
  }

  Path folder() {
    return folder;
  }

  void remount(String options) throws IOException, InterruptedException {
    if (run("mount", "-o", "remount," + options, folder.toString()) != 0) {
      throw new IOException("remount " + options);
    }
  }

  @Override
  public void close() throws IOException, InterruptedException {
    if (run("umount", "-l", folder.toString()) != 0) {
      throw new IOException("umount " + folder);
    }
  }

  private static int run(String... command) throws IOException, InterruptedException {
    try {
      return new ProcessBuilder(command)
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start()
          .waitFor();
    } catch (IOException e) {
      return -1;
    }
  }
}
