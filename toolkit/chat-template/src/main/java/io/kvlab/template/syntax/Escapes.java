package io.kvlab.template.syntax;

import io.kvlab.template.value.Repr;

/** The escapes of Python's string literals. */
final class Escapes {
  private static final String PLAIN = "\\'\"abfnrtv\n";
  private static final String[] MEANT = {
    "\\", "'", "\"", "\u0007", "\b", "\f", "\n", "\r", "\t", "\u000b", ""
  };

  private final String text;
  private final StringBuilder out = new StringBuilder();
  private int at;

  private Escapes(String text) {
    this.text = text;
  }

  /** The text that a literal's inside means; an IllegalArgumentException where it means none. */
  static String resolve(String inside) {
    if (inside.indexOf('\\') < 0) {
      return inside;
    }
    Escapes escapes = new Escapes(inside);
    while (escapes.at < inside.length()) {
      escapes.next();
    }
    return escapes.out.toString();
  }

  private void next() {
    char c = text.charAt(at++);
    if (c != '\\' || at == text.length()) {
      out.append(c);
      return;
    }
    int code = text.codePointAt(at);
    at += Character.charCount(code);
    int plain = PLAIN.indexOf(code);
    if (plain >= 0) {
      out.append(MEANT[plain]);
    } else if (code >= '0' && code <= '7') {
      octal(code - '0');
    } else if (code == 'x' || code == 'u' || code == 'U') {
      hexadecimal(code == 'x' ? 2 : code == 'u' ? 4 : 8);
    } else if (code == 'N') {
      named();
    } else {
      // jinja2 spells other alphabets as escapes first, so that a backslash before one escapes
      // that.
      out.append(code < 128 ? "\\" + (char) code : Repr.escaped(code));
    }
  }

  private void octal(int first) {
    int value = first;
    for (int n = 1; n < 3 && at < text.length(); n++) {
      char c = text.charAt(at);
      if (c < '0' || c > '7') {
        break;
      }
      value = value * 8 + c - '0';
      at++;
    }
    out.appendCodePoint(value);
  }

  private void hexadecimal(int digits) {
    if (at + digits > text.length()) {
      throw new IllegalArgumentException("truncated escape");
    }
    String hex = text.substring(at, at + digits);
    if (!hex.chars().allMatch(c -> Character.digit(c, 16) >= 0 && c < 128)) {
      throw new IllegalArgumentException("truncated escape");
    }
    long value = Long.parseLong(hex, 16);
    if (value > Character.MAX_CODE_POINT) {
      throw new IllegalArgumentException("illegal Unicode character");
    }
    out.appendCodePoint((int) value);
    at += digits;
  }

  private void named() {
    int end = text.indexOf('}', at);
    if (at >= text.length() || text.charAt(at) != '{' || end < 0) {
      throw new IllegalArgumentException("malformed \\N character escape");
    }
    out.appendCodePoint(Character.codePointOf(text.substring(at + 1, end)));
    at = end + 1;
  }
}
