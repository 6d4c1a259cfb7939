package io.kvlab.model;

/** A half-open range {@code [from, to)} of characters or of tokens. */
public record Span(int from, int to) {
  public Span {
    if (from < 0 || to < from) {
      throw new IllegalArgumentException("not a span: [" + from + ", " + to + ")");
    }
  }

  public int length() {
    return to - from;
  }

  @Override
  public String toString() {
    return "[" + from + "," + to + ")";
  }
}
