package io.kvlab.dsl.ast;

import java.util.function.Function;

/** Where results come from. */
public sealed interface Source extends Node {
  /** One of the two functions, applied to this source. */
  <R> R match(Function<Bound, R> bound, Function<Inline, R> inline);

  /** A result named before. */
  record Bound(Name name) implements Source {
    @Override
    public SourceSpan span() {
      return name.span();
    }

    @Override
    public <R> R match(Function<Bound, R> bound, Function<Inline, R> inline) {
      return bound.apply(this);
    }
  }

  /** A query to run first. */
  record Inline(Query query) implements Source {
    @Override
    public SourceSpan span() {
      return query.span();
    }

    @Override
    public <R> R match(Function<Bound, R> bound, Function<Inline, R> inline) {
      return inline.apply(this);
    }
  }
}
