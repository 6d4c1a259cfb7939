package io.kvlab.template.value;

/** markupsafe's escaping. */
public final class Html {
  private Html() {}

  /** The text as Markup, its special characters escaped; Markup stays as it is. */
  public static Text escape(Meter meter, Text text) {
    if (text.markup()) {
      return text;
    }
    TextBuilder escaped = new TextBuilder(meter);
    String chars = text.value();
    int from = 0;
    for (int i = 0; i < chars.length(); i++) {
      String entity = entity(chars.charAt(i));
      if (!entity.isEmpty()) {
        escaped.append(text, from, i).append(entity);
        from = i + 1;
      }
    }
    return escaped.append(text, from, chars.length()).toText(true);
  }

  private static String entity(char c) {
    return switch (c) {
      case '&' -> "&amp;";
      case '<' -> "&lt;";
      case '>' -> "&gt;";
      case '\'' -> "&#39;";
      case '"' -> "&#34;";
      default -> "";
    };
  }
}
