package io.kvlab.hub.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kvlab.KvlabException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Which files make up a model: never code and never pickle. */
final class ModelFiles {
  private static final String INDEX = "model.safetensors.index.json";
  private static final Set<String> SMALL =
      Set.of(
          "config.json",
          "generation_config.json",
          "tokenizer.json",
          "tokenizer_config.json",
          "special_tokens_map.json",
          "chat_template.jinja",
          INDEX);

  private ModelFiles() {}

  /** The files to fetch of those a repository has. */
  static List<String> wanted(List<String> files, HubRepo repo) {
    boolean sharded = files.contains(INDEX);
    List<String> wanted = new ArrayList<>();
    for (String file : files) {
      boolean weights =
          sharded
              ? file.matches("model-[0-9]+-of-[0-9]+\\.safetensors")
              : file.equals("model.safetensors");
      if (weights || SMALL.contains(file)) {
        wanted.add(file);
      }
    }
    if (!wanted.contains("config.json")
        || wanted.stream().noneMatch(f -> f.endsWith(".safetensors"))) {
      throw KvlabException.run(
          repo.name()
              + " has no config.json with safetensors; kvlab reads no other format: look for a"
              + " repository that has them");
    }
    return wanted;
  }

  static void requireComplete(Path snapshot, HubRepo repo) {
    if (!complete(snapshot)) {
      throw KvlabException.run(
          "%s lacks files that its index names; it cannot be used".formatted(repo.name()));
    }
  }

  /** Whether a folder has everything that a model needs, all shards included. */
  static boolean complete(Path folder) {
    if (!Files.isRegularFile(folder.resolve("config.json"))
        || !Files.isRegularFile(folder.resolve("tokenizer.json"))) {
      return false;
    }
    Path index = folder.resolve(INDEX);
    if (!Files.isRegularFile(index)) {
      return Files.isRegularFile(folder.resolve("model.safetensors"));
    }
    try {
      JsonNode map = new ObjectMapper().readTree(index.toFile()).path("weight_map");
      Set<String> shards = new TreeSet<>();
      map.forEach(shard -> shards.add(shard.asText()));
      return !shards.isEmpty()
          && shards.stream().allMatch(shard -> Files.isRegularFile(folder.resolve(shard)));
    } catch (IOException e) {
      return false;
    }
  }
}
