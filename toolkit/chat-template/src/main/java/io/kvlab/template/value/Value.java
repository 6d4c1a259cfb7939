package io.kvlab.template.value;

import io.kvlab.template.TemplateException;
import java.util.Iterator;
import java.util.Optional;

/**
 * A value of a template, with Python's behavior. What a kind of value cannot do, its default here
 * refuses in Python's words.
 */
public sealed interface Value
    permits None, Bool, Int, Real, Text, Sequence, Dict, Generator, Undefined, HostObject {

  /** Python's name of its type. */
  String type();

  /** Whether it counts as true. */
  boolean truth();

  /** Its elements, in order. */
  default Iterator<Value> iterate(Meter meter) {
    throw TemplateException.runtime("'" + type() + "' object is not iterable");
  }

  /** Whether {@link #iterate} works. */
  default boolean iterable() {
    return false;
  }

  /** Python's {@code len}. */
  default long length() {
    throw TemplateException.runtime("object of type '" + type() + "' has no len()");
  }

  /** {@code value[key]}; empty where Python has a TypeError or LookupError. */
  default Optional<Value> item(Meter meter, Value key) {
    return Optional.empty();
  }

  /** A Python attribute, method or field; empty where there is none. */
  default Optional<Value> attribute(String name) {
    return Optional.empty();
  }

  /** Calls it. */
  default Value call(Meter meter, Arguments arguments) {
    throw TemplateException.runtime("'" + type() + "' object is not callable");
  }

  /** Whether {@link #call} is defined. */
  default boolean callable() {
    return false;
  }
}
