package io.kvlab.dsl.ast;

/** A part of a program that stands somewhere in its text. */
public interface Node {
  /** Where the node stands. */
  SourceSpan span();
}
