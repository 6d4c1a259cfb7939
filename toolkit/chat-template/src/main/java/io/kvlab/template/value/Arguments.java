package io.kvlab.template.value;

import io.kvlab.template.TemplateException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a call passes: by position and by name. */
public record Arguments(List<Value> positional, Map<String, Value> named) {
  /** None at all. */
  public static final Arguments NONE = new Arguments(List.of(), Map.of());

  /** By position alone. */
  public static Arguments of(Value... values) {
    return new Arguments(List.of(values), Map.of());
  }

  /** Without the first {@code count} by position. */
  public Arguments skip(int count) {
    return new Arguments(positional.subList(count, positional.size()), named);
  }

  /** As a Python dict of the named ones. */
  public Dict namedAsDict(Meter meter) {
    Map<Value, Value> entries = new LinkedHashMap<>();
    named.forEach((name, value) -> entries.put(Text.of(name), value));
    return Dict.of(meter, entries.entrySet());
  }

  /** Refuses names, for functions that take none. */
  public void positionalOnly(String function) {
    if (!named.isEmpty()) {
      throw TemplateException.runtime(function + "() takes no keyword arguments");
    }
  }
}
