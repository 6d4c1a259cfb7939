package io.kvlab.model.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kvlab.KvlabException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** An object of config.json, and which of its keys have been asked for. */
final class ConfigJson {
  private final Path file;
  private final String within;
  private final JsonNode json;
  private final Set<String> asked = new LinkedHashSet<>();

  ConfigJson(Path file, String within, JsonNode json) {
    this.file = file;
    this.within = within;
    this.json = json;
  }

  /** The value, whatever it is; missing where there is none. */
  JsonNode get(String key) {
    asked.add(key);
    return json.path(key);
  }

  /** Whether the key is there and not null. */
  boolean has(String key) {
    JsonNode node = get(key);
    return !node.isMissingNode() && !node.isNull();
  }

  /** The same object with another value of one key. */
  ConfigJson with(String key, Map<String, Object> value) {
    ObjectNode changed = json.deepCopy();
    changed.set(key, new ObjectMapper().valueToTree(value));
    return new ConfigJson(file, within, changed);
  }

  /** Keys that nobody has asked for. */
  List<String> unasked() {
    List<String> keys = new ArrayList<>();
    json.fieldNames().forEachRemaining(keys::add);
    keys.removeAll(asked);
    return keys;
  }

  /** An object within; empty where there is none. */
  Optional<ConfigJson> object(String key) {
    JsonNode node = get(key);
    if (node.isMissingNode() || node.isNull() || node.isObject() && node.isEmpty()) {
      return Optional.empty();
    }
    if (!node.isObject()) {
      throw refuse(key + " is no object: " + node);
    }
    return Optional.of(new ConfigJson(file, within + key + ".", node));
  }

  String text(String key, String otherwise) {
    return has(key) ? get(key).asText() : otherwise;
  }

  int positive(String key) {
    return optionalPositive(key).orElseThrow(() -> refuse("the field " + key + " is missing"));
  }

  int positive(String key, int otherwise) {
    return optionalPositive(key).orElse(otherwise);
  }

  OptionalInt optionalPositive(String key) {
    JsonNode node = get(key);
    if (node.isMissingNode() || node.isNull()) {
      return OptionalInt.empty();
    }
    if (!node.isInt() || node.asInt() < 1) {
      throw refuse(key + " is not a positive whole number: " + node);
    }
    return OptionalInt.of(node.asInt());
  }

  int count(String key, int otherwise) {
    JsonNode node = get(key);
    if (node.isMissingNode() || node.isNull()) {
      return otherwise;
    }
    if (!node.isInt() || node.asInt() < 0) {
      throw refuse(key + " is no count: " + node);
    }
    return node.asInt();
  }

  double number(String key) {
    if (!has(key)) {
      throw refuse("the field " + key + " is missing");
    }
    return number(key, 0);
  }

  /** A positive number. */
  double number(String key, double otherwise) {
    JsonNode node = get(key);
    if (node.isMissingNode() || node.isNull()) {
      return otherwise;
    }
    if (!node.isNumber() || !(node.asDouble() > 0) || Double.isInfinite(node.asDouble())) {
      throw refuse(key + " is not a positive number: " + node);
    }
    return node.asDouble();
  }

  boolean flag(String key, boolean otherwise) {
    JsonNode node = get(key);
    if (node.isMissingNode() || node.isNull()) {
      return otherwise;
    }
    if (!node.isBoolean()) {
      throw refuse(key + " is neither true nor false: " + node);
    }
    return node.asBoolean();
  }

  /** Numbers of a list. */
  List<Double> numbers(String key) {
    List<Double> numbers = new ArrayList<>();
    for (JsonNode item : get(key)) {
      if (!item.isNumber()) {
        throw refuse(key + " is no list of numbers: " + get(key));
      }
      numbers.add(item.asDouble());
    }
    return numbers;
  }

  List<Integer> tokenIds(String key) {
    JsonNode node = get(key);
    List<Integer> ids = new ArrayList<>();
    if (node.isInt()) {
      ids.add(node.asInt());
    } else if (node.isArray()) {
      node.forEach(id -> ids.add(id.asInt()));
    } else if (!node.isMissingNode() && !node.isNull()) {
      throw refuse(key + " is neither a token id nor a list of them: " + node);
    }
    return ids;
  }

  KvlabException refuse(String what) {
    String place = within.isEmpty() ? "" : within.substring(0, within.length() - 1) + ": ";
    return KvlabException.run(file + ": " + place + what);
  }
}
