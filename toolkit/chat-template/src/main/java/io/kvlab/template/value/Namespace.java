package io.kvlab.template.value;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The one value that a template may change: {@code namespace()}. */
public final class Namespace implements HostObject {
  private final Map<String, Value> fields = new LinkedHashMap<>();

  /** Sets a field. */
  public void set(String name, Value value) {
    fields.put(name, value);
  }

  /** Its fields, as they are now. */
  public Map<String, Value> fields() {
    return fields;
  }

  @Override
  public String type() {
    return "Namespace";
  }

  @Override
  public Optional<Value> attribute(String name) {
    return Optional.ofNullable(fields.get(name))
        .map(value -> name.startsWith("_") ? Undefined.unsafe(this, name) : value);
  }
}
