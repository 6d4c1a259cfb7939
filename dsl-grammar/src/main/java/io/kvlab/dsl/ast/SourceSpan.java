package io.kvlab.dsl.ast;

/**
 * A stretch of source text.
 *
 * <p>Any two spans are {@code equal}, so that syntax trees compare by meaning and not by place.
 *
 * @param line line of the first character, from 1
 * @param column column of the first character in code points, from 1
 * @param start offset of the first character in UTF-16 units, from 0
 * @param end offset behind the last character
 */
public record SourceSpan(int line, int column, int start, int end) {
  /** The place of a node that was made by a program and stands in no text. */
  public static final SourceSpan NONE = new SourceSpan(1, 1, 0, 0);

  public SourceSpan {
    if (line < 1 || column < 1 || start < 0 || end < start) {
      throw new IllegalArgumentException(
          "no such place: line " + line + ", column " + column + ", " + start + " to " + end);
    }
  }

  /** Whether {@code other} lies within this stretch of the same text. */
  public boolean contains(SourceSpan other) {
    return start <= other.start && other.end <= end;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SourceSpan;
  }

  @Override
  public int hashCode() {
    return 0;
  }
}
