package io.kvlab.template.builtin;

import io.kvlab.template.value.Bool;
import io.kvlab.template.value.Dict;
import io.kvlab.template.value.Function;
import io.kvlab.template.value.HostObject;
import io.kvlab.template.value.Int;
import io.kvlab.template.value.ListValue;
import io.kvlab.template.value.Meter;
import io.kvlab.template.value.Namespace;
import io.kvlab.template.value.Real;
import io.kvlab.template.value.Sequence;
import io.kvlab.template.value.Text;
import io.kvlab.template.value.Undefined;
import io.kvlab.template.value.Value;
import java.util.Optional;
import java.util.Set;

/**
 * {@code owner.name} and {@code owner[key]} as the sandbox allows them: the first looks for
 * Python's attribute before the key, the second the other way about.
 */
public final class Access {
  private static final Set<String> OBJECT =
      Set.of(
          "__class__",
          "__init__",
          "__doc__",
          "__eq__",
          "__ne__",
          "__lt__",
          "__le__",
          "__gt__",
          "__ge__",
          "__hash__",
          "__str__",
          "__repr__",
          "__module__",
          "__subclasshook__",
          "__init_subclass__",
          "__reduce__",
          "__reduce_ex__",
          "__dir__",
          "__new__",
          "__format__",
          "__getattribute__",
          "__setattr__",
          "__delattr__",
          "__sizeof__",
          "__getstate__");
  private static final Set<String> CONTAINER =
      Set.of("__len__", "__iter__", "__getitem__", "__contains__");
  private static final Set<String> CALLABLE =
      Set.of(
          "__globals__",
          "__code__",
          "__name__",
          "__call__",
          "__self__",
          "__qualname__",
          "__closure__",
          "__defaults__",
          "__kwdefaults__",
          "__wrapped__",
          "__func__",
          "__dict__");
  private static final Set<String> NUMBER =
      Set.of("__add__", "__mul__", "__sub__", "__int__", "__float__", "__bool__", "__abs__");

  private Access() {}

  /** {@code owner.name}. */
  public static Value attribute(Meter meter, Value owner, String name) {
    meter.step();
    return python(owner, name)
        .or(() -> owner.item(meter, Text.of(name)))
        .orElseGet(() -> Undefined.missing(owner, Text.of(name)));
  }

  /** {@code owner[key]}. */
  public static Value item(Meter meter, Value owner, Value key) {
    meter.step();
    return owner
        .item(meter, key)
        .or(() -> key instanceof Text name ? python(owner, name.value()) : Optional.empty())
        .orElseGet(() -> Undefined.missing(owner, key));
  }

  /** What {@code |attr(name)} finds: Python's attributes alone. */
  public static Value attributeOnly(Value owner, String name) {
    return python(owner, name).orElseGet(() -> Undefined.missing(owner, Text.of(name)));
  }

  private static Optional<Value> python(Value owner, String name) {
    if (owner instanceof Undefined undefined
        && !OBJECT.contains(name)
        && !CONTAINER.contains(name)) {
      throw undefined.fail();
    }
    if (name.startsWith("__") && name.endsWith("__") && name.length() > 4) {
      return internal(owner, name) ? Optional.of(Undefined.unsafe(owner, name)) : Optional.empty();
    }
    if (owner instanceof Text text) {
      return TextMethods.find(text, name);
    }
    if (owner instanceof Dict dict) {
      return DictMethods.find(dict, name);
    }
    Optional<Value> own = owner.attribute(name);
    return own.isEmpty() && owner instanceof Sequence sequence
        ? SequenceMethods.find(sequence, name)
        : own;
  }

  private static boolean internal(Value owner, String name) {
    if (owner instanceof Namespace) {
      return name.equals("__class__");
    }
    boolean container = owner instanceof Text || owner instanceof Sequence || owner instanceof Dict;
    boolean number = owner instanceof Int || owner instanceof Real || owner instanceof Bool;
    return OBJECT.contains(name)
        || (container && CONTAINER.contains(name))
        || (number && NUMBER.contains(name))
        || (owner instanceof ListValue && name.equals("__reversed__"))
        || (owner instanceof Text && (name.equals("__add__") || name.equals("__mod__")))
        || (owner instanceof HostObject
            && (CALLABLE.contains(name)
                || !(owner instanceof Function) && name.equals("__dict__")));
  }
}
