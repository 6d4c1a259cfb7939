package io.kvlab.template.value;

/** An object of the interpreter: functions, macros, loops, namespaces, cyclers. */
public non-sealed interface HostObject extends Value {
  @Override
  default boolean truth() {
    return true;
  }

  /** How Python shows it. */
  default String shown() {
    return "<" + type() + " object>";
  }
}
