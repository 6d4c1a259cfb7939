package io.kvlab.dsl;

import io.kvlab.dsl.ast.SourceSpan;
import java.util.Optional;

/**
 * Something wrong with a text, and where.
 *
 * @param message one sentence that says what is wrong or what was expected
 * @param suggestion the word that was probably meant
 */
public record Problem(String message, Optional<String> suggestion, SourceSpan span) {
  private static final int REPLACEMENT = 0xFFFD;

  public Problem {
    message = printable(message);
  }

  public Problem(String message, SourceSpan span) {
    this(message, Optional.empty(), span);
  }

  /** The message, and the suggestion if there is one. */
  public String sentence() {
    return suggestion.map(word -> message + " Did you mean '" + word + "'?").orElse(message);
  }

  /**
   * A text without characters that would move the cursor, change colours or turn the direction of
   * writing: names and texts of a program may hold any.
   */
  static String printable(String text) {
    return text.codePoints()
        .map(c -> isPrintable(c) ? c : REPLACEMENT)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  private static boolean isPrintable(int c) {
    boolean turns = (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
    return !turns && !Character.isISOControl(c) && (c < 0xD800 || c > 0xDFFF);
  }
}
