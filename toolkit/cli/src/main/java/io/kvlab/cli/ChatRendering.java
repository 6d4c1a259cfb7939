package io.kvlab.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kvlab.KvlabException;
import io.kvlab.model.Tokenizer;
import io.kvlab.model.checkpoint.ChatTemplates;
import io.kvlab.model.checkpoint.SpecialTokens;
import io.kvlab.session.Session;
import io.kvlab.session.Settings;
import io.kvlab.template.ChatTemplate;
import io.kvlab.template.Marked;
import io.kvlab.template.Rendering;
import io.kvlab.template.TemplateException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Messages from files through a template, as the command {@code chat} prints them. */
final class ChatRendering {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final String source;
  private final Map<String, Object> tokens;
  private final Optional<Path> folder;

  private ChatRendering(String source, Map<String, Object> tokens, Optional<Path> folder) {
    this.source = source;
    this.tokens = tokens;
    this.folder = folder;
  }

  /** What is asked for beside the messages. */
  record Request(
      boolean generationPrompt,
      @Nullable String date,
      Map<String, String> variables,
      @Nullable Path tools,
      @Nullable String bos,
      @Nullable String eos) {}

  static ChatRendering ofTemplate(Path template) {
    return new ChatRendering(text(template), Map.of(), Optional.empty());
  }

  static ChatRendering ofModel(String model, Settings settings, boolean tools) {
    try (Session session = Session.open(settings)) {
      Path folder = session.catalog().modelFolder(model);
      String source =
          ChatTemplates.choose(ChatTemplates.read(folder), tools)
              .orElseThrow(
                  () ->
                      KvlabException.usage(
                          model + " has no chat template; name one with --template FILE."));
      return new ChatRendering(source, SpecialTokens.read(folder).texts(), Optional.of(folder));
    }
  }

  ObjectNode render(Path messages, Request request) {
    Map<String, Object> variables = new HashMap<>(tokens);
    if (request.bos() != null) {
      variables.put("bos_token", request.bos());
    }
    if (request.eos() != null) {
      variables.put("eos_token", request.eos());
    }
    variables.put("tools", request.tools() == null ? null : plain(json(request.tools())));
    variables.put("documents", null);
    variables.put("add_generation_prompt", request.generationPrompt());
    request.variables().forEach((name, value) -> variables.put(name, value(name, value)));
    List<Part> parts = new ArrayList<>();
    variables.put("messages", marked(json(messages), parts));
    LocalDateTime now = request.date() == null ? LocalDateTime.now() : day(request.date());
    try {
      return shown(ChatTemplate.parse(source).render(variables, now), parts);
    } catch (TemplateException e) {
      throw KvlabException.run(String.valueOf(e.getMessage()), e);
    }
  }

  private ObjectNode shown(Rendering rendering, List<Part> parts) {
    ObjectNode node = JSON.createObjectNode();
    node.put("text", rendering.text());
    folder
        .flatMap(Tokenizer::load)
        .ifPresent(
            tokenizer -> {
              try (tokenizer) {
                ArrayNode ids = node.putArray("ids");
                for (int id : tokenizer.encode(rendering.text(), false).ids()) {
                  ids.add(id);
                }
              }
            });
    ArrayNode spans = node.putArray("spans");
    for (Part part : parts) {
      rendering
          .find(part.marked(), 0, part.marked().text().length())
          .ifPresent(
              piece -> {
                ObjectNode span = spans.addObject();
                span.put("message", part.message());
                span.put("part", part.part());
                span.put("from", characters(rendering.text(), piece.from()));
                span.put("to", characters(rendering.text(), piece.to()));
              });
    }
    return node;
  }

  // Characters are code points, as in Python, not Java's chars.
  private static int characters(String text, int chars) {
    return text.codePointCount(0, chars);
  }

  /** A text of a message that is followed. */
  private record Part(int message, int part, Marked marked) {}

  private static List<Object> marked(JsonNode messages, List<Part> parts) {
    if (!messages.isArray()) {
      throw KvlabException.usage("--messages holds an array of {role, content}.");
    }
    List<Object> all = new ArrayList<>();
    for (JsonNode message : messages) {
      Object plain = plain(message);
      if (plain instanceof Map<?, ?> fields) {
        Map<Object, Object> copy = new java.util.LinkedHashMap<>(fields);
        copy.computeIfPresent("content", (name, content) -> content(content, all.size(), parts));
        all.add(copy);
      } else {
        all.add(plain == null ? "" : plain);
      }
    }
    return all;
  }

  private static Object content(Object content, int message, List<Part> parts) {
    if (content instanceof String text) {
      return mark(text, message, 0, parts);
    }
    if (!(content instanceof List<?> list)) {
      return content;
    }
    List<Object> copy = new ArrayList<>();
    for (Object part : list) {
      if (part instanceof Map<?, ?> fields && fields.get("text") instanceof String text) {
        Map<Object, Object> marked = new java.util.LinkedHashMap<>(fields);
        marked.put("text", mark(text, message, copy.size(), parts));
        copy.add(marked);
      } else {
        copy.add(part);
      }
    }
    return copy;
  }

  private static Marked mark(String text, int message, int part, List<Part> parts) {
    Marked marked = new Marked(parts.size(), text);
    parts.add(new Part(message, part, marked));
    return marked;
  }

  /** Renders every case of a file: a text or an error each. */
  static ObjectNode cases(Path file) {
    ObjectNode root = JSON.createObjectNode();
    ArrayNode results = root.putArray("results");
    Map<Path, String> sources = new HashMap<>();
    JsonNode cases = json(file);
    if (!cases.isArray()) {
      throw KvlabException.usage(
          file + " holds no array; --cases takes an array of {template, messages, ..}.");
    }
    for (JsonNode one : cases) {
      ObjectNode result = results.addObject();
      try {
        Path template = file.toAbsolutePath().resolveSibling(one.path("template").asText());
        result.put("text", rendered(sources.computeIfAbsent(template, ChatRendering::text), one));
      } catch (TemplateException | KvlabException e) {
        result.put("error", e.getMessage());
      }
    }
    return root;
  }

  private static String rendered(String source, JsonNode one) {
    Map<String, Object> variables = new HashMap<>();
    variables.put("tools", null);
    variables.put("documents", null);
    variables.put("messages", plain(one.path("messages")));
    variables.put("add_generation_prompt", one.path("add_generation_prompt").asBoolean(true));
    for (String token : List.of("bos_token", "eos_token")) {
      if (one.hasNonNull(token)) {
        variables.put(token, plain(one.get(token)));
      }
    }
    one.path("variables")
        .fields()
        .forEachRemaining(e -> variables.put(e.getKey(), plain(e.getValue())));
    LocalDateTime now =
        one.hasNonNull("date") ? day(one.get("date").asText()) : LocalDateTime.now();
    return ChatTemplate.parse(source).render(variables, now).text();
  }

  private static LocalDateTime day(String date) {
    try {
      return LocalDate.parse(date).atStartOfDay();
    } catch (DateTimeParseException e) {
      throw KvlabException.usage("A date is written 2026-11-28, not '" + date + "'.");
    }
  }

  private static @Nullable Object value(String name, String json) {
    try {
      return plain(JSON.readTree(json));
    } catch (JsonProcessingException e) {
      throw KvlabException.usage(
          "--var " + name + " takes JSON, such as true, 3 or '\"text\"', not " + json + ".");
    }
  }

  private static @Nullable Object plain(JsonNode node) {
    return node.isMissingNode() ? null : JSON.convertValue(node, Object.class);
  }

  private static JsonNode json(Path file) {
    try {
      return JSON.readTree(text(file));
    } catch (JsonProcessingException e) {
      throw KvlabException.usage(file + " is not valid JSON: " + e.getOriginalMessage());
    }
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw KvlabException.usage(file + " cannot be read: " + e.getMessage());
    }
  }
}
