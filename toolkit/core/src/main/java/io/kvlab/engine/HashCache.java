package io.kvlab.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/** Hashes by key, kept in a small text file; losing it costs time, never correctness. */
final class HashCache {
  private static final int MOST_LINES = 1_000;

  private final Map<String, String> hashes = new LinkedHashMap<>();
  private boolean changed;

  private HashCache() {}

  static HashCache read(Path file) {
    HashCache cache = new HashCache();
    try {
      for (String line : Files.readAllLines(file)) {
        if (line.length() > 65 && line.charAt(64) == ' ') {
          cache.hashes.put(line.substring(65), line.substring(0, 64));
        }
      }
    } catch (IOException e) {
      cache.hashes.clear();
    }
    return cache;
  }

  String computeIfAbsent(String key, Supplier<String> hash) {
    String known = hashes.get(key);
    if (known != null) {
      return known;
    }
    String computed = hash.get();
    hashes.put(key, computed);
    changed = true;
    return computed;
  }

  void write(Path file) {
    if (!changed) {
      return;
    }
    StringBuilder text = new StringBuilder();
    hashes.entrySet().stream()
        .skip(Math.max(0, hashes.size() - MOST_LINES))
        .forEach(e -> text.append(e.getValue()).append(' ').append(e.getKey()).append('\n'));
    try {
      Path folder = file.toAbsolutePath().getParent();
      if (folder == null) {
        return;
      }
      Files.createDirectories(folder);
      Path fresh = Files.createTempFile(folder, "hashes", ".tmp");
      Files.writeString(fresh, text);
      Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      changed = true;
    }
  }
}
