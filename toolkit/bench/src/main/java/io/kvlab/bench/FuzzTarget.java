package io.kvlab.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;

/** Something that reads strangers' bytes, and a way to make such bytes. */
interface FuzzTarget extends AutoCloseable {
  String name();

  /** The same input for the same random numbers. */
  byte[] input(SplittableRandom random);

  /** What is done before time and memory are measured. */
  default void prepare(byte[] input) {}

  /**
   * True if the input was taken, false if it was refused with a sentence; anything else that is
   * thrown is a failure.
   */
  boolean accepts(byte[] input);

  /**
   * What the input unfolds to while it is read piece by piece. Every piece leaves short-lived
   * objects behind, which are counted although they are never held at once.
   */
  default long unfolded(byte[] input) {
    return 0;
  }

  @Override
  default void close() {}

  static List<FuzzTarget> all(Path folder) throws IOException {
    return List.of(
        new FuzzLanguage(),
        new FuzzSafetensors(Files.createDirectory(folder.resolve("model"))),
        new FuzzManifest(folder.resolve("manifest.yaml")),
        new FuzzBundle(Files.createDirectory(folder.resolve("bundle"))));
  }

  static void deleteAll(Path folder) throws IOException {
    try (var files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
