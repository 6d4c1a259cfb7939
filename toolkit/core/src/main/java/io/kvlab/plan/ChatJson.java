package io.kvlab.plan;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kvlab.dsl.ast.ChatMode;
import io.kvlab.task.ChatUse;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** How prompts become conversations, as JSON: a word alone where nothing more is said. */
final class ChatJson {
  private static final ObjectMapper JSON = new ObjectMapper();

  private ChatJson() {}

  static void write(ObjectNode work, ChatUse chat) {
    if (chat.equals(ChatUse.AUTO)) {
      return;
    }
    if (chat.equals(ChatUse.of(chat.mode()))) {
      work.put("chat", chat.mode().keyword());
      return;
    }
    ObjectNode node = work.putObject("chat");
    node.put("mode", chat.mode().keyword());
    node.set("variables", JSON.valueToTree(chat.variables()));
    chat.template().ifPresent(file -> node.put("template", file.toString()));
    node.put("turns", chat.turns());
  }

  static ChatUse read(JsonNode work) {
    JsonNode node = work.path("chat");
    if (!node.isObject()) {
      return ChatUse.of(mode(node.asText(ChatUse.AUTO.mode().keyword())));
    }
    SortedMap<String, Object> variables = new TreeMap<>();
    node.path("variables")
        .fields()
        .forEachRemaining(
            e -> variables.put(e.getKey(), JSON.convertValue(e.getValue(), Object.class)));
    return new ChatUse(
        mode(node.required("mode").asText()),
        variables,
        node.has("template")
            ? Optional.of(Path.of(node.required("template").asText()))
            : Optional.empty(),
        node.path("turns").asBoolean());
  }

  private static ChatMode mode(String keyword) {
    return ChatMode.valueOf(keyword.toUpperCase(Locale.ROOT));
  }
}
