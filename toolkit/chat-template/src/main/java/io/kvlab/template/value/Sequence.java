package io.kvlab.template.value;

import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/** Values in a row. */
public sealed interface Sequence extends Value permits ListValue, TupleValue, Range, View {
  /** The elements. */
  List<Value> elements();

  /** Whether elements have numbers: a dict's views have none. */
  default boolean indexed() {
    return true;
  }

  /** Another one of this type. */
  Sequence like(List<Value> elements);

  @Override
  default boolean truth() {
    return length() > 0;
  }

  @Override
  default long length() {
    return elements().size();
  }

  @Override
  default boolean iterable() {
    return true;
  }

  @Override
  default Iterator<Value> iterate(Meter meter) {
    return elements().iterator();
  }

  @Override
  default Optional<Value> item(Meter meter, Value key) {
    return indexed()
        ? Slices.index(key, length()).map(index -> elements().get(index))
        : Optional.empty();
  }
}
