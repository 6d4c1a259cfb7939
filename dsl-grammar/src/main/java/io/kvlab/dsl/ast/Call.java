package io.kvlab.dsl.ast;

import java.util.List;

/**
 * A policy or a task with its parameters, as in {@code ada(snapkv(window=16), floor=0.2)}. {@code
 * snapkv} and {@code snapkv()} are the same.
 */
public record Call(Name name, List<Argument> arguments, SourceSpan span) implements Node {
  public Call {
    arguments = List.copyOf(arguments);
  }

  /** A call without parameters, in no text. */
  public static Call of(String name) {
    return new Call(Name.of(name), List.of(), SourceSpan.NONE);
  }
}
