package io.kvlab.template.value;

import java.util.Optional;

/** Python's bool: a number as well. */
public enum Bool implements Value {
  /** 0. */
  FALSE,
  /** 1. */
  TRUE;

  /** The value of a condition. */
  public static Bool of(boolean value) {
    return value ? TRUE : FALSE;
  }

  @Override
  public String type() {
    return "bool";
  }

  @Override
  public boolean truth() {
    return this == TRUE;
  }

  @Override
  public Optional<Value> attribute(String name) {
    return Int.of(ordinal()).attribute(name);
  }
}
