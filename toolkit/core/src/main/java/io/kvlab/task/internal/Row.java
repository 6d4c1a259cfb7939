package io.kvlab.task.internal;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One row of a dataset.
 *
 * @param index among the rows of its split, from 0
 * @param line among the rows of its file, from 0
 * @param file the name of the file it came from
 * @param key the key of the text it came from, where a file holds texts by key
 */
record Row(JsonNode json, int index, int line, String file, Optional<String> key) {
  /**
   * The value at a path: a column's exact name, or names and {@code [indices]} such as {@code
   * question.choices[2].text}, or {@code @index}, {@code @line}, {@code @file} and {@code @key} of
   * the row. A list or object reads as its JSON text.
   */
  Optional<String> text(String path) {
    return switch (path) {
      case "@index" -> Optional.of(Integer.toString(index));
      case "@line" -> Optional.of(Integer.toString(line));
      case "@file" -> Optional.of(file);
      case "@key" -> key;
      default -> node(path).map(Row::asText);
    };
  }

  /** The texts at a path that names a list; a single value is a list of one. */
  List<String> texts(String path) {
    List<String> result = new ArrayList<>();
    node(path)
        .ifPresent(
            value -> {
              if (value.isArray()) {
                value.forEach(element -> result.add(asText(element)));
              } else {
                result.add(asText(value));
              }
            });
    return result;
  }

  /** The gold answers at a path: texts, of numbers without a fraction without one. */
  List<String> golds(String path) {
    List<String> result = new ArrayList<>();
    node(path)
        .ifPresent(
            value -> {
              if (value.isArray()) {
                value.forEach(element -> result.add(GoldText.of(element)));
              } else {
                result.addAll(
                    GoldText.list(GoldText.of(value)).orElse(List.of(GoldText.of(value))));
              }
            });
    return result;
  }

  /** A number at a path that was written with a fraction of zero, without it. */
  Optional<String> whole(String path) {
    return node(path).filter(JsonNode::isFloatingPointNumber).map(GoldText::of);
  }

  private static String asText(JsonNode value) {
    return value.isValueNode() ? value.asText() : value.toString();
  }

  private Optional<JsonNode> node(String path) {
    JsonNode whole = json.get(path);
    if (whole != null) {
      return whole.isNull() ? Optional.empty() : Optional.of(whole);
    }
    JsonNode at = json;
    for (String step : path.split("[.\\[]", -1)) {
      JsonNode next =
          step.matches("[0-9]{1,9}]")
              ? at.get(Integer.parseInt(step.substring(0, step.length() - 1)))
              : at.get(step);
      if (next == null || next.isNull()) {
        return Optional.empty();
      }
      at = next;
    }
    return Optional.of(at);
  }

  /** The names that a template may use, for messages. */
  String names() {
    List<String> names = new ArrayList<>();
    json.fieldNames().forEachRemaining(names::add);
    return String.join(", ", names);
  }
}
