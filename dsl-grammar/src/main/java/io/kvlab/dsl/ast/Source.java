package io.kvlab.dsl.ast;

/** Where results come from. */
public sealed interface Source extends Node {
  /** A result named before. */
  record Bound(Name name) implements Source {
    @Override
    public Span span() {
      return name.span();
    }
  }

  /** A query to run first. */
  record Inline(Query query) implements Source {
    @Override
    public Span span() {
      return query.span();
    }
  }
}
