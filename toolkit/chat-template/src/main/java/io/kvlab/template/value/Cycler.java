package io.kvlab.template.value;

import java.util.List;
import java.util.Optional;

/** {@code cycler(..)}: its values one after another, over and over. */
public final class Cycler implements HostObject {
  private final List<Value> items;
  private int at;

  /** Begins with the first. */
  public Cycler(List<Value> items) {
    this.items = List.copyOf(items);
  }

  @Override
  public String type() {
    return "Cycler";
  }

  @Override
  public Optional<Value> attribute(String name) {
    return switch (name) {
      case "current" -> Optional.of(items.get(at));
      case "next" -> Optional.of(Function.method(name, "", (meter, args) -> next()));
      case "reset" -> Optional.of(Function.method(name, "", (meter, args) -> reset()));
      case "pos" -> Optional.of(Int.of(at));
      case "items" -> Optional.of(TupleValue.of(items));
      default -> Optional.empty();
    };
  }

  private Value next() {
    Value value = items.get(at);
    at = (at + 1) % items.size();
    return value;
  }

  private Value reset() {
    at = 0;
    return None.NONE;
  }
}
