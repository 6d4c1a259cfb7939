package io.kvlab.template.value;

import java.util.List;

/** Python's list; templates cannot change one. */
public record ListValue(List<Value> elements) implements Sequence {
  @Override
  public String type() {
    return "list";
  }

  @Override
  public ListValue like(List<Value> other) {
    return new ListValue(other);
  }
}
