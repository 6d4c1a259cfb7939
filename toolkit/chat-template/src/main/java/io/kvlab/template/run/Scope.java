package io.kvlab.template.run;

import io.kvlab.template.value.Undefined;
import io.kvlab.template.value.Value;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Variables, within those of the scopes around. */
final class Scope {
  private final Optional<Scope> outer;
  private final Map<String, Value> variables;

  private Scope(Optional<Scope> outer, Map<String, Value> variables) {
    this.outer = outer;
    this.variables = variables;
  }

  static Scope outermost(Map<String, Value> variables) {
    return new Scope(Optional.empty(), new HashMap<>(variables));
  }

  Scope inner() {
    return new Scope(Optional.of(this), new HashMap<>());
  }

  void set(String name, Value value) {
    variables.put(name, value);
  }

  Value get(String name) {
    for (Optional<Scope> scope = Optional.of(this); scope.isPresent(); scope = scope.get().outer) {
      Value value = scope.get().variables.get(name);
      if (value != null) {
        return value;
      }
    }
    return Undefined.of("'" + name + "' is undefined");
  }
}
