package io.kvlab.template.builtin;

import io.kvlab.template.value.Dict;
import io.kvlab.template.value.Function;
import io.kvlab.template.value.None;
import io.kvlab.template.value.Undefined;
import io.kvlab.template.value.Value;
import io.kvlab.template.value.View;
import java.util.Optional;
import java.util.Set;

/** The methods of a dict that do not change it. */
final class DictMethods {
  private static final Set<String> CHANGING =
      Set.of("update", "pop", "popitem", "setdefault", "clear");

  private DictMethods() {}

  static Optional<Value> find(Dict dict, String name) {
    return switch (name) {
      case "items" -> method(name, "", (meter, args) -> new View("dict_items", dict.items()));
      case "keys" -> method(name, "", (meter, args) -> new View("dict_keys", dict.keys()));
      case "values" -> method(name, "", (meter, args) -> new View("dict_values", dict.values()));
      case "get" ->
          method(
              name,
              "key default= /",
              (meter, args) ->
                  dict.find(meter, args.get(0)).orElseGet(() -> args.or(1, None.NONE)));
      case "copy" -> method(name, "", (meter, args) -> dict);
      case "fromkeys" ->
          method(
              name,
              "iterable value= /",
              (meter, args) -> Globals.fromKeys(meter, args.get(0), args.or(1, None.NONE)));
      default ->
          CHANGING.contains(name) ? Optional.of(Undefined.unsafe(dict, name)) : Optional.empty();
    };
  }

  private static Optional<Value> method(String name, String parameters, Function.BoundBody body) {
    return Optional.of(Function.method(name, parameters, body));
  }
}
