package io.kvlab.dsl.ast;

import java.util.Arrays;

/** A program's text and its lines; a line ends at {@code \n}, {@code \r\n} or {@code \r}. */
public final class SourceText {
  private final String text;
  private final int[] lineStarts;
  private final int[] points; // code points before each offset; empty where they are the offsets

  public SourceText(String text) {
    this.text = text;
    int[] starts = new int[16];
    int count = 1;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean pair = c == '\r' && i + 1 < text.length() && text.charAt(i + 1) == '\n';
      if (c == '\n' || (c == '\r' && !pair)) {
        if (count == starts.length) {
          starts = Arrays.copyOf(starts, 2 * count);
        }
        starts[count++] = i + 1;
      }
    }
    this.lineStarts = Arrays.copyOf(starts, count);
    this.points = points(text);
  }

  /** The whole text. */
  public String text() {
    return text;
  }

  /** The place from {@code start} (inclusive) to {@code end} (exclusive), in UTF-16 units. */
  public SourceSpan span(int start, int end) {
    int line = lineIndex(start);
    int from = lineStarts[line];
    int column = 1 + (points.length == 0 ? start - from : points[start] - points[from]);
    return new SourceSpan(line + 1, column, start, end);
  }

  /** The characters of a place. */
  public String slice(SourceSpan span) {
    return text.substring(span.start(), span.end());
  }

  /** Offset of the first character of the line that holds {@code offset}. */
  public int lineStart(int offset) {
    return lineStarts[lineIndex(offset)];
  }

  /** Offset behind the last character of the line that holds {@code offset}, its end excluded. */
  public int lineEnd(int offset) {
    int line = lineIndex(offset);
    int end = line + 1 < lineStarts.length ? lineStarts[line + 1] : text.length();
    while (end > lineStarts[line] && isLineEnd(text.charAt(end - 1))) {
      end--;
    }
    return end;
  }

  private int lineIndex(int offset) {
    int found = Arrays.binarySearch(lineStarts, offset);
    return found >= 0 ? found : -found - 2;
  }

  private static boolean isLineEnd(char c) {
    return c == '\n' || c == '\r';
  }

  private static int[] points(String text) {
    if (text.codePointCount(0, text.length()) == text.length()) {
      return new int[0];
    }
    int[] points = new int[text.length() + 1];
    for (int offset = 0; offset < text.length(); offset++) {
      boolean middle =
          Character.isHighSurrogate(text.charAt(offset))
              && offset + 1 < text.length()
              && Character.isLowSurrogate(text.charAt(offset + 1));
      points[offset + 1] = points[offset] + (middle ? 0 : 1);
    }
    return points;
  }
}
