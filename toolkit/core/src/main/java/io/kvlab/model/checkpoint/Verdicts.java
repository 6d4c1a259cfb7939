package io.kvlab.model.checkpoint;

import io.kvlab.KvlabException;
import io.kvlab.internal.Sha256;
import io.kvlab.internal.WholeFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What {@link PackedProof} found, kept in a file of the user's cache folder so that a machine pays
 * for it once. Processes may use the file at the same time: each replaces it as a whole, and what
 * one of them loses by that is only proven again. A line that is not whole is no verdict.
 */
final class Verdicts {
  private static final Pattern LINE = Pattern.compile("([0-9a-f]{64}) ([\\w .-]+) ([0-9a-f]{8})");

  /** A file larger than this has been filled by something else. */
  private static final long MOST_BYTES = 1 << 20;

  private final Path file;

  Verdicts(Path file) {
    this.file = file;
  }

  /** {@code kvlab/packed-products.txt} in the user's cache folder. */
  static Verdicts ofUser() {
    Path caches =
        Optional.ofNullable(System.getenv("XDG_CACHE_HOME"))
            .filter(folder -> Path.of(folder).isAbsolute())
            .map(Path::of)
            .orElseGet(() -> Path.of(System.getProperty("user.home"), ".cache"));
    return new Verdicts(caches.resolve("kvlab").resolve("packed-products.txt"));
  }

  /** What was kept under a key. */
  Optional<String> find(String key) {
    return Optional.ofNullable(read().get(Sha256.of(key)));
  }

  /**
   * Keeps verdicts by key; a folder that cannot be written costs a proof the next time, nothing
   * else.
   */
  void keep(Map<String, String> fresh) {
    Map<String, String> all = read();
    fresh.forEach((key, verdict) -> all.put(Sha256.of(key), verdict));
    StringBuilder text = new StringBuilder();
    all.forEach((hash, found) -> text.append(line(hash, found)).append('\n'));
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      WholeFile.write(file, text.toString());
    } catch (IOException | KvlabException notKept) {
      // proven again by the next process
    }
  }

  private static String line(String hash, String verdict) {
    String text = hash + " " + verdict;
    return text + " " + Sha256.of(text).substring(0, 8);
  }

  private Map<String, String> read() {
    Map<String, String> found = new TreeMap<>();
    try {
      if (Files.isRegularFile(file) && Files.size(file) <= MOST_BYTES) {
        String text = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
        text.lines()
            .map(LINE::matcher)
            .filter(Matcher::matches)
            .filter(line -> line(line.group(1), line.group(2)).equals(line.group()))
            .forEach(line -> found.put(line.group(1), line.group(2)));
      }
    } catch (IOException unreadable) {
      // as if nothing were kept
    }
    return found;
  }
}
