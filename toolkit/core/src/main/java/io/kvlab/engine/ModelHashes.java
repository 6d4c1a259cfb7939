package io.kvlab.engine;

import io.kvlab.KvlabException;
import io.kvlab.internal.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Content hashes of a checkpoint's files: weights, configuration, tokenizer. */
public final class ModelHashes {
  private ModelHashes() {}

  /**
   * The sha256 of every file that decides what a model answers, by file name. Hashes are kept in
   * {@code cache}, so that large weights are read once.
   *
   * @param folder a checkpoint in Hugging Face layout
   * @param cache a file of the user's cache; unreadable or missing means nothing is known yet
   */
  public static Map<String, String> hashes(Path folder, Path cache) {
    Map<String, String> hashes = new TreeMap<>();
    HashCache known = HashCache.read(cache);
    try (Stream<Path> files = Files.list(folder)) {
      List<Path> deciding =
          Stream.concat(files.filter(ModelHashes::decides), additional(folder)).sorted().toList();
      for (Path file : deciding) {
        BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
        Optional<String> key = identity(file, attributes);
        String hash =
            key.isPresent() ? known.computeIfAbsent(key.get(), () -> sha256(file)) : sha256(file);
        hashes.put(folder.relativize(file).toString(), hash);
      }
    } catch (IOException e) {
      throw KvlabException.run("the files of " + folder + " cannot be read: " + e.getMessage(), e);
    }
    known.write(cache);
    return hashes;
  }

  private static Stream<Path> additional(Path folder) throws IOException {
    Path templates = folder.resolve("additional_chat_templates");
    if (!Files.isDirectory(templates)) {
      return Stream.empty();
    }
    try (Stream<Path> files = Files.list(templates)) {
      return files.filter(file -> file.toString().endsWith(".jinja")).toList().stream();
    }
  }

  /**
   * What no writer can set: inode and time of change of the inode, beside path and size. Times of
   * the content are not looked at; images and archives set them all alike. Empty where in doubt:
   * where the system has no such numbers, or the file changed so lately that it may change again
   * within the clock's grain.
   */
  private static Optional<String> identity(Path file, BasicFileAttributes attributes)
      throws IOException {
    Path real = file.toRealPath();
    try {
      Map<String, Object> unix = Files.readAttributes(real, "unix:ino,dev,ctime");
      FileTime changed = (FileTime) unix.get("ctime");
      if (changed == null
          || changed.toInstant().isAfter(Instant.now().minus(Duration.ofSeconds(2)))) {
        return Optional.empty();
      }
      return Optional.of(
          "2|"
              + real
              + "|"
              + attributes.size()
              + "|"
              + unix.get("dev")
              + "|"
              + unix.get("ino")
              + "|"
              + changed);
    } catch (UnsupportedOperationException | IllegalArgumentException otherSystem) {
      return Optional.empty();
    }
  }

  private static boolean decides(Path file) {
    String name = file.getFileName().toString();
    return name.endsWith(".safetensors")
        || name.endsWith(".safetensors.index.json")
        || name.equals("config.json")
        || name.equals("generation_config.json")
        || name.equals("tokenizer.json")
        || name.equals("tokenizer_config.json")
        || name.equals("special_tokens_map.json")
        || name.equals("chat_template.jinja")
        || name.equals("chat_template.json");
  }

  private static String sha256(Path file) {
    try {
      return Sha256.of(file);
    } catch (IOException e) {
      throw KvlabException.run(file + " cannot be read: " + e.getMessage(), e);
    }
  }
}
