package io.kvlab.template.value;

import java.util.List;
import java.util.Optional;

/**
 * Python's tuple.
 *
 * @param names the fields of a named tuple, else none
 */
public record TupleValue(List<Value> elements, List<String> names) implements Sequence {
  /** A plain one. */
  public static TupleValue of(Value... values) {
    return new TupleValue(List.of(values), List.of());
  }

  /** A plain one. */
  public static TupleValue of(List<Value> values) {
    return new TupleValue(values, List.of());
  }

  @Override
  public String type() {
    return names.isEmpty() ? "tuple" : "_GroupTuple";
  }

  @Override
  public TupleValue like(List<Value> other) {
    return of(other);
  }

  @Override
  public Optional<Value> attribute(String name) {
    int at = names.indexOf(name);
    return at < 0 ? Optional.empty() : Optional.of(elements.get(at));
  }
}
