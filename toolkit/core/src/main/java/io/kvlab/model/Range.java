package io.kvlab.model;

/** A half-open range {@code [from, to)} of characters or of tokens. */
public record Range(int from, int to) {
  public Range {
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
