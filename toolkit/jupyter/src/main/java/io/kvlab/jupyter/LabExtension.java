package io.kvlab.jupyter;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** JupyterLab's extension for the language's colors: built, a resource of the kernel. */
final class LabExtension {
  private static final String NAME = "kvlab-jupyterlab";
  private static final String FILES = "files.txt";

  private LabExtension() {}

  /** Writes it into {@code data}, one of Jupyter's data folders, in the place of an earlier one. */
  static void write(Path data) throws IOException {
    Path folder = data.resolve("labextensions").resolve(NAME);
    List<String> files = files();
    Set<Path> kept = files.stream().map(folder::resolve).collect(Collectors.toSet());
    Path scripts = folder.resolve("static");
    Files.createDirectories(scripts);
    try (Stream<Path> earlier = Files.list(scripts)) {
      for (Path file : earlier.filter(file -> !kept.contains(file)).toList()) {
        Files.delete(file);
      }
    }
    for (String file : files) {
      try (InputStream in = resource(file)) {
        Files.copy(in, folder.resolve(file), StandardCopyOption.REPLACE_EXISTING);
      }
    }
  }

  /** Takes it out of {@code data} again. */
  static void remove(Path data) throws IOException {
    Path folder = data.resolve("labextensions").resolve(NAME);
    for (String file : files()) {
      Files.deleteIfExists(folder.resolve(file));
    }
    for (Path empty : List.of(folder.resolve("static"), folder, data.resolve("labextensions"))) {
      Files.deleteIfExists(empty);
    }
  }

  private static List<String> files() throws IOException {
    try (InputStream in = resource(FILES)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    }
  }

  private static InputStream resource(String name) {
    InputStream in = LabExtension.class.getResourceAsStream("labextension/" + name);
    if (in == null) {
      throw new IllegalStateException("no such resource: labextension/" + name);
    }
    return in;
  }
}
