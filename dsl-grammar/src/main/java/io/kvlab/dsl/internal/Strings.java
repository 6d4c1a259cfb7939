package io.kvlab.dsl.internal;

import io.kvlab.dsl.DslException;
import io.kvlab.dsl.Problem;
import org.antlr.v4.runtime.Token;

/**
 * Texts in double quotes: {@code \" \\ \n \r \t} and {@code \}{@code uXXXX} stand for themselves.
 */
public final class Strings {
  private Strings() {}

  /** The characters that a quoted token means. */
  static String read(TokenText tokens, Token token) {
    int start = tokens.start(token) + 1;
    int end = tokens.end(token) - 1;
    String text = tokens.source().text();
    StringBuilder value = new StringBuilder(end - start);
    for (int i = start; i < end; i++) {
      char c = text.charAt(i);
      if (c != '\\') {
        value.append(c);
        continue;
      }
      char escaped = text.charAt(++i);
      switch (escaped) {
        case '"', '\\' -> value.append(escaped);
        case 'n' -> value.append('\n');
        case 'r' -> value.append('\r');
        case 't' -> value.append('\t');
        case 'u' -> {
          int code = i + 5 <= end ? hex(text, i + 1) : -1;
          if (code < 0) {
            throw wrong(tokens, i, "After '\\u' come four hexadecimal digits.");
          }
          value.append((char) code);
          i += 4;
        }
        default ->
            throw wrong(
                tokens,
                i,
                "In a text, '\\' begins \\n, \\t, \\\" or the like; itself it is '\\\\'.");
      }
    }
    return value.toString();
  }

  /** A text as it is written, quotes included. */
  public static String write(String value) {
    StringBuilder text = new StringBuilder("\"");
    for (char c : value.toCharArray()) {
      switch (c) {
        case '"', '\\' -> text.append('\\').append(c);
        case '\n' -> text.append("\\n");
        case '\r' -> text.append("\\r");
        case '\t' -> text.append("\\t");
        default -> {
          if (Character.isISOControl(c)) {
            text.append(String.format("\\u%04x", (int) c));
          } else {
            text.append(c);
          }
        }
      }
    }
    return text.append('"').toString();
  }

  private static int hex(String text, int from) {
    int code = 0;
    for (int i = from; i < from + 4; i++) {
      int digit = Character.digit(text.charAt(i), 16);
      if (digit < 0) {
        return -1;
      }
      code = 16 * code + digit;
    }
    return code;
  }

  private static DslException wrong(TokenText tokens, int offset, String message) {
    return new DslException(
        new Problem(message, tokens.source().span(offset - 1, offset + 1)), tokens.source());
  }
}
