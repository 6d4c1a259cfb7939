package io.kvlab.template.syntax;

import java.util.List;

/** What a value is assigned to. */
public sealed interface Target {
  /** A variable. */
  record Variable(String name) implements Target {}

  /** A field of a namespace. */
  record Field(String namespace, String name) implements Target {}

  /** Several, for the elements of the value. */
  record Unpacked(List<Target> targets) implements Target {}
}
