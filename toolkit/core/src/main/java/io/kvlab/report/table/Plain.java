package io.kvlab.report.table;

/**
 * Text that came from a model, a file or a user, made fit to be shown: what a terminal or a page
 * would take for a command becomes a visible sign.
 */
public final class Plain {
  private Plain() {}

  /**
   * One line without control characters: escape sequences, carriage returns, bells and
   * bidirectional overrides are shown as signs ({@code ␛}, {@code ␍}), line ends as {@code ↵}.
   */
  public static String line(String text) {
    StringBuilder out = new StringBuilder(text.length());
    text.codePoints().forEach(c -> out.appendCodePoint(c == '\n' ? '↵' : visible(c)));
    return out.toString();
  }

  /** As {@link #line}, but line ends and tabs stay. */
  public static String text(String text) {
    StringBuilder out = new StringBuilder(text.length());
    text.codePoints().forEach(c -> out.appendCodePoint(c == '\n' || c == '\t' ? c : visible(c)));
    return out.toString();
  }

  private static int visible(int c) {
    if (c < 0x20) {
      return 0x2400 + c; // the picture of the control character
    }
    if (c == 0x7f) {
      return 0x2421;
    }
    boolean hidden =
        (c >= 0x80 && c < 0xa0) // C1 controls: some terminals obey them
            || (c >= 0x200b && c <= 0x200f) // zero width, direction marks
            || (c >= 0x2028 && c <= 0x202e) // line separators, direction overrides
            || (c >= 0x2066 && c <= 0x2069)
            || c == 0xfeff
            || (c >= 0xd800 && c <= 0xdfff); // half of a pair
    return hidden ? 0xfffd : c;
  }

  /** Text for HTML and XML, content or attribute; control characters as {@link #text}. */
  public static String html(String text) {
    StringBuilder out = new StringBuilder(text.length() + 16);
    String clean = text(text);
    for (int i = 0; i < clean.length(); i++) {
      char c = clean.charAt(i);
      switch (c) {
        case '&' -> out.append("&amp;");
        case '<' -> out.append("&lt;");
        case '>' -> out.append("&gt;");
        case '"' -> out.append("&quot;");
        case '\'' -> out.append("&#39;");
        default -> out.append(c);
      }
    }
    return out.toString();
  }

  /** Columns that a terminal needs for {@code text}: two for wide characters, none for marks. */
  static int width(String text) {
    return text.codePoints().map(Plain::width).sum();
  }

  private static int width(int c) {
    int type = Character.getType(c);
    if (type == Character.NON_SPACING_MARK || type == Character.ENCLOSING_MARK) {
      return 0;
    }
    boolean wide =
        (c >= 0x1100 && c <= 0x115f)
            || (c >= 0x2e80 && c <= 0xa4cf)
            || (c >= 0xac00 && c <= 0xd7a3)
            || (c >= 0xf900 && c <= 0xfaff)
            || (c >= 0xfe30 && c <= 0xfe6f)
            || (c >= 0xff00 && c <= 0xff60)
            || (c >= 0x1f300 && c <= 0x1faff)
            || (c >= 0x20000 && c <= 0x3fffd);
    return wide ? 2 : 1;
  }

  /**
   * At most {@code columns} terminal columns of {@code text}, an ellipsis where something is cut.
   */
  static String fit(String text, int columns) {
    if (width(text) <= columns) {
      return text;
    }
    StringBuilder out = new StringBuilder();
    int used = 1;
    for (int i = 0; i < text.length(); ) {
      int c = text.codePointAt(i);
      used += width(c);
      if (used > columns) {
        break;
      }
      out.appendCodePoint(c);
      i += Character.charCount(c);
    }
    return out.append('…').toString();
  }
}
