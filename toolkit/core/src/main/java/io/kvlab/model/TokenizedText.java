package io.kvlab.model;

/**
 * A text as token ids, with the characters that each token stands for.
 *
 * @param ids {@code [tokens]}
 * @param characters per token its place in the text, in UTF-16 units; empty for special tokens
 */
public record TokenizedText(int[] ids, Range[] characters) {
  public int length() {
    return ids.length;
  }

  /**
   * The tokens of a range of characters: those that begin in it, so that neighbouring ranges share
   * no token.
   */
  public Range tokens(Range range) {
    int from = 0;
    while (from < ids.length
        && (characters[from].length() == 0 || characters[from].from() < range.from())) {
      from++;
    }
    int to = from;
    for (int i = from; i < ids.length; i++) {
      if (characters[i].length() > 0 && characters[i].from() < range.to()) {
        to = i + 1;
      }
    }
    return new Range(from, to);
  }
}
