package io.kvlab.template.value;

import java.util.Iterator;
import java.util.Optional;
import java.util.Set;

/** Elements made one by one and once: what {@code map}, {@code select} and their like give. */
public record Generator(String type, Iterator<Value> elements) implements Value {
  private static final Set<String> UNSAFE =
      Set.of("gi_frame", "gi_code", "gi_running", "gi_yieldfrom", "gi_suspended");

  /** A Python generator. */
  public static Generator of(Iterator<Value> elements) {
    return new Generator("generator", elements);
  }

  @Override
  public boolean truth() {
    return true;
  }

  @Override
  public Iterator<Value> iterate(Meter meter) {
    return elements;
  }

  @Override
  public boolean iterable() {
    return true;
  }

  @Override
  public Optional<Value> attribute(String name) {
    return UNSAFE.contains(name) ? Optional.of(Undefined.unsafe(this, name)) : Optional.empty();
  }
}
