package io.kvlab.engine;

import io.kvlab.KvlabException;
import io.kvlab.internal.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Content hashes of a checkpoint's files: weights, configuration, tokenizer. */
public final class ModelHashes {
  private ModelHashes() {}

  /**
   * The sha256 of every file that decides what a model answers, by file name. Hashes are kept in
   * {@code cache} by path, size and time of change, so that large weights are read once.
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
        String key =
            file.toRealPath() + "|" + attributes.size() + "|" + attributes.lastModifiedTime();
        hashes.put(
            folder.relativize(file).toString(), known.computeIfAbsent(key, () -> sha256(file)));
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
