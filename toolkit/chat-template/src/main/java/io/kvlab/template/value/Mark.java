package io.kvlab.template.value;

/** Chars {@code [from, to)} of a text came from char {@code source} on of the marked text id. */
public record Mark(int id, int from, int to, int source) {
  /** The same, {@code by} chars further on. */
  Mark shifted(int by) {
    return new Mark(id, from + by, to + by, source);
  }

  /** Whether the other one goes on where this one ends. */
  boolean continuedBy(Mark next) {
    return id == next.id && to == next.from && source + (to - from) == next.source;
  }
}
