package io.kvlab.model.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import io.kvlab.KvlabException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The chat templates of a model folder, by name. As in transformers chat_template.jinja, with what
 * additional_chat_templates/ holds beside it, comes before the field of tokenizer_config.json,
 * which may be a list of named ones; chat_template.json, which processors write, comes last.
 */
public final class ChatTemplates {
  /** The name of the one that is used unless another is asked for. */
  public static final String DEFAULT = "default";

  private ChatTemplates() {}

  /** Reads them; empty where the folder has none. */
  public static Map<String, String> read(Path folder) {
    Map<String, String> templates = new TreeMap<>();
    Path file = folder.resolve("chat_template.jinja");
    if (Files.isRegularFile(file)) {
      templates.put(DEFAULT, text(file));
    }
    for (Path other : additional(folder)) {
      String name = other.getFileName().toString();
      templates.put(name.substring(0, name.length() - ".jinja".length()), text(other));
    }
    if (templates.isEmpty()) {
      add(templates, JsonFile.read(folder.resolve("tokenizer_config.json")).path("chat_template"));
    }
    if (templates.isEmpty()) {
      add(templates, JsonFile.read(folder.resolve("chat_template.json")).path("chat_template"));
    }
    return templates;
  }

  private static void add(Map<String, String> templates, JsonNode node) {
    if (node.isTextual()) {
      templates.put(DEFAULT, node.asText());
    }
    if (node.isArray()) {
      node.forEach(one -> templates.put(one.path("name").asText(), one.path("template").asText()));
    }
  }

  /** The one for a conversation: with tools that for tools, if there is one. */
  public static Optional<String> choose(Map<String, String> templates, boolean tools) {
    if (templates.isEmpty()) {
      return Optional.empty();
    }
    String name = tools && templates.containsKey("tool_use") ? "tool_use" : DEFAULT;
    if (!templates.containsKey(name)) {
      throw KvlabException.usage(
          "The model has the chat templates %s and none is the default; name a file of yours with chat \"FILE.jinja\"."
              .formatted(String.join(", ", templates.keySet())));
    }
    return Optional.ofNullable(templates.get(name));
  }

  private static List<Path> additional(Path folder) {
    Path more = folder.resolve("additional_chat_templates");
    if (!Files.isDirectory(more)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(more)) {
      return files.filter(f -> f.getFileName().toString().endsWith(".jinja")).sorted().toList();
    } catch (IOException e) {
      throw KvlabException.run(more + " cannot be read: " + e.getMessage(), e);
    }
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw KvlabException.run(file + " cannot be read: " + e.getMessage(), e);
    }
  }
}
