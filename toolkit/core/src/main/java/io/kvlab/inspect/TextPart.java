package io.kvlab.inspect;

import io.kvlab.model.Range;
import java.util.List;

/**
 * A named stretch of a token sequence: {@code start}, {@code shot 3}, {@code question}, {@code
 * answer}.
 *
 * @param kind the same for all parts of a sort ({@code shot}), by which shares are summed
 * @param name as a label
 * @param tokens {@code [from, to)}
 */
public record TextPart(String kind, String name, Range tokens) {

  /** The kind of the part that the model wrote itself. */
  public static final String ANSWER = "answer";

  /** Parts in order, without gaps or overlaps, from 0 to {@code length}. */
  static void requireTiling(List<TextPart> parts, int length) {
    int at = 0;
    for (TextPart part : parts) {
      if (part.tokens().from() != at) {
        throw new IllegalArgumentException("parts must tile the text: " + parts);
      }
      at = part.tokens().to();
    }
    if (at != length) {
      throw new IllegalArgumentException(
          "parts must end with the text, at " + length + ": " + parts);
    }
  }
}
