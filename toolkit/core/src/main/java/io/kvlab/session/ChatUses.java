package io.kvlab.session;

import io.kvlab.KvlabException;
import io.kvlab.dsl.ast.Argument;
import io.kvlab.dsl.ast.Chat;
import io.kvlab.dsl.ast.ChatMode;
import io.kvlab.dsl.ast.Name;
import io.kvlab.dsl.ast.Options;
import io.kvlab.dsl.ast.Value;
import io.kvlab.task.ChatUse;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;

/** From {@code chat on(enable_thinking=false)} and {@code shots 5 as turns} to what they mean. */
final class ChatUses {
  private ChatUses() {}

  /** What a statement asks for, else what is set. */
  static ChatUse of(Options options, ChatMode setting) {
    ChatUse use = options.chat().map(ChatUses::of).orElseGet(() -> ChatUse.of(setting));
    if (options.turns() && use.mode() == ChatMode.OFF) {
      throw KvlabException.usage(
          "Shots are turns of a conversation, and 'chat off' writes none; leave one of the two out.");
    }
    return use.withTurns(options.turns());
  }

  private static ChatUse of(Chat chat) {
    SortedMap<String, Object> variables = new TreeMap<>();
    for (Argument argument : chat.variables()) {
      String name =
          argument
              .name()
              .map(Name::text)
              .orElseThrow(
                  () ->
                      KvlabException.usage(
                          "A template's variable has a name: chat on(enable_thinking=false)."));
      if (variables.put(name, plain(name, argument.value())) != null) {
        throw KvlabException.usage(
            "The variable '" + name + "' of the chat template is given twice.");
      }
    }
    if (variables.containsKey(ChatUse.DATE)) {
      requireDate(variables.get(ChatUse.DATE));
    }
    Optional<Path> template = chat.template().map(text -> Path.of(text.value()));
    template.ifPresent(
        file -> {
          if (!Files.isRegularFile(file)) {
            throw KvlabException.usage(
                "There is no chat template "
                    + file
                    + "; after 'chat' stands on, off, auto or a file in quotes.");
          }
        });
    return new ChatUse(chat.mode(), variables, template, false);
  }

  private static void requireDate(Object day) {
    try {
      LocalDate.parse(String.valueOf(day));
    } catch (DateTimeParseException e) {
      throw KvlabException.usage(
          "The day that a chat template sees is written date=\"2026-11-28\", not " + day + ".");
    }
  }

  private static Object plain(String name, Value value) {
    if (value instanceof Value.Flag flag) {
      return flag.value();
    }
    Optional<String> text = value.asText();
    if (text.isPresent()) {
      return text.get();
    }
    if (value instanceof Value.Items items) {
      List<Object> list = new ArrayList<>();
      items.values().forEach(item -> list.add(plain(name, item)));
      return list;
    }
    OptionalDouble number = value.evaluate(java.util.Map.of());
    if (number.isEmpty()) {
      throw KvlabException.usage(
          "The variable '"
              + name
              + "' of a chat template is a text, a number, true, false or a list.");
    }
    BigDecimal exact = BigDecimal.valueOf(number.getAsDouble()).stripTrailingZeros();
    return exact.scale() <= 0 ? (Object) exact.longValueExact() : exact.doubleValue();
  }
}
