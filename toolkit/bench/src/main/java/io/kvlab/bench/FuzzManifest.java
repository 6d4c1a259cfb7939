package io.kvlab.bench;

import io.kvlab.manifest.Manifest;
import io.kvlab.manifest.ManifestException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;

/** A user's manifest file: changed entries of the bundled ones, bombs of aliases, deep nesting. */
final class FuzzManifest implements FuzzTarget {
  private final Manifest manifest = Manifest.bundled();
  private final Path file;
  private final List<String> sources = List.of(bundled("datasets.yaml"), bundled("models.yaml"));

  FuzzManifest(Path file) {
    this.file = file;
  }

  private static String bundled(String name) {
    try (InputStream in = Manifest.resource(name).orElseThrow()) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public String name() {
    return "manifest";
  }

  @Override
  public byte[] input(SplittableRandom random) {
    String source = sources.get(random.nextInt(sources.size()));
    return switch (random.nextInt(12)) {
      case 0 -> Mutations.utf8(bomb(random));
      case 1 -> Mutations.utf8(deep(random));
      case 2 -> Mutations.bytes(Mutations.utf8(entry(source, random)), random);
      default -> Mutations.utf8(Mutations.text(entry(source, random), random));
    };
  }

  /** The key on top and one entry. */
  private static String entry(String source, SplittableRandom random) {
    String[] entries = source.split("\n(?=  [a-z])");
    return entries[0] + "\n" + entries[random.nextInt(1, entries.length)] + "\n";
  }

  private static String bomb(SplittableRandom random) {
    StringBuilder yaml = new StringBuilder("models:\n  a0: &a0 [x, x, x, x, x, x, x, x]\n");
    int width = random.nextInt(1, 60);
    for (int i = 1; i < random.nextInt(2, 12); i++) {
      yaml.append("  a%d: &a%d [%s]\n".formatted(i, i, ("*a" + (i - 1) + ", ").repeat(width)));
    }
    return random.nextBoolean() ? yaml.toString() : yaml + "  loop: &l {<<: *l}\n";
  }

  private static String deep(SplittableRandom random) {
    int depth = random.nextInt(20_000);
    return switch (random.nextInt(4)) {
      case 0 -> "models: " + "[".repeat(depth);
      case 1 -> "models: " + "{a: ".repeat(depth);
      case 2 -> "models:\n  ? " + "? ".repeat(depth);
      default -> "models: !!java.util.ArrayList " + "- ".repeat(depth);
    };
  }

  @Override
  public void prepare(byte[] input) {
    try {
      Files.write(file, input);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public boolean accepts(byte[] input) {
    try {
      manifest.and(List.of(file));
      return true;
    } catch (ManifestException e) {
      return false;
    }
  }
}
