package io.kvlab.template.value;

import io.kvlab.template.TemplateException;
import io.kvlab.template.TemplateException.Kind;
import java.util.Collections;
import java.util.Iterator;
import java.util.Optional;

/** What a name or attribute gives that is not there: nothing when printed, a failure when used. */
public record Undefined(String message, Kind kind) implements Value {
  /** An ordinary missing thing. */
  public static Undefined of(String message) {
    return new Undefined(message, Kind.UNDEFINED);
  }

  /** An attribute that exists and may not be reached. */
  public static Undefined unsafe(Value owner, String name) {
    return new Undefined(
        "access to attribute '" + name + "' of '" + owner.type() + "' object is unsafe.",
        Kind.SECURITY);
  }

  /** The attribute or element of a value that does not have it. */
  public static Undefined missing(Value owner, Value key) {
    String of = owner == None.NONE ? "None" : owner.type() + " object";
    return of(
        key instanceof Text name
            ? "'" + of + "' has no attribute " + Repr.quoted(name.value())
            : of + " has no element " + Repr.brief(key));
  }

  /** The failure of using it. */
  public TemplateException fail() {
    return new TemplateException(kind, message);
  }

  @Override
  public String type() {
    return "Undefined";
  }

  @Override
  public boolean truth() {
    return false;
  }

  @Override
  public Iterator<Value> iterate(Meter meter) {
    return Collections.emptyIterator();
  }

  @Override
  public boolean iterable() {
    return true;
  }

  @Override
  public long length() {
    return 0;
  }

  @Override
  public Optional<Value> item(Meter meter, Value key) {
    throw fail();
  }

  @Override
  public Optional<Value> attribute(String name) {
    throw fail();
  }

  @Override
  public Value call(Meter meter, Arguments arguments) {
    throw fail();
  }

  @Override
  public boolean callable() {
    return true;
  }
}
