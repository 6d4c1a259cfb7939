package io.kvlab.task;

import io.kvlab.dsl.ast.ChatMode;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.StringJoiner;
import java.util.TreeMap;

/**
 * How prompts become conversations.
 *
 * @param mode whether they do; {@code AUTO} where the model has a template and the prompt is a
 *     conversation: it has a system message or no shots. A prompt of worked examples is a text to
 *     be continued, as the paper's harness gives it
 * @param variables of the template, by name, as plain Java values; {@link #DATE} is what the
 *     template sees as today
 * @param template a template to use instead of the model's own
 * @param turns whether shots are earlier turns of the conversation
 */
public record ChatUse(
    ChatMode mode, SortedMap<String, Object> variables, Optional<Path> template, boolean turns) {
  /** The model's own template, for conversations alone. */
  public static final ChatUse AUTO = of(ChatMode.AUTO);

  /** No template at all. */
  public static final ChatUse OFF = of(ChatMode.OFF);

  /** The variable that is no variable of the template but the day that it sees. */
  public static final String DATE = "date";

  /**
   * The day that a template sees unless {@link #DATE} says otherwise: the one that the templates of
   * Llama 3 fall back to. Today would make other rows tomorrow.
   */
  public static final LocalDate STANDARD_DATE = LocalDate.of(2024, 7, 26);

  /** Keeps its own variables; a template of one's own is used. */
  public ChatUse {
    variables = java.util.Collections.unmodifiableSortedMap(new TreeMap<>(variables));
    if (template.isPresent() && mode != ChatMode.ON) {
      throw new IllegalArgumentException("a template that is named is used");
    }
  }

  /** A mode without more. */
  public static ChatUse of(ChatMode mode) {
    return new ChatUse(mode, new TreeMap<>(), Optional.empty(), false);
  }

  /** The same with shots as turns, or not. */
  public ChatUse withTurns(boolean asTurns) {
    return new ChatUse(mode, variables, template, asTurns);
  }

  /** The day that a template sees. */
  public LocalDate date() {
    return variables.get(DATE) instanceof String day ? LocalDate.parse(day) : STANDARD_DATE;
  }

  /** The words of the language that say so: {@code chat on(enable_thinking=false)}. */
  public String words() {
    StringJoiner words = new StringJoiner(" ");
    if (mode != ChatMode.AUTO) {
      words.add(
          "chat "
              + template.map(file -> quoted(file.toString())).orElse(mode.keyword())
              + (variables.isEmpty() ? "" : "(" + arguments() + ")"));
    }
    if (turns) {
      words.add("shots as turns");
    }
    return words.toString();
  }

  private String arguments() {
    StringJoiner arguments = new StringJoiner(", ");
    for (Map.Entry<String, Object> entry : variables.entrySet()) {
      arguments.add(entry.getKey() + "=" + shown(entry.getValue()));
    }
    return arguments.toString();
  }

  private static String shown(Object value) {
    if (value instanceof String text) {
      return quoted(text);
    }
    if (value instanceof Iterable<?> items) {
      StringJoiner list = new StringJoiner(", ", "[", "]");
      items.forEach(item -> list.add(shown(item)));
      return list.toString();
    }
    return String.valueOf(value);
  }

  private static String quoted(String text) {
    return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
  }
}
