package io.kvlab.task.internal;

import java.util.ArrayList;
import java.util.List;

/** What Python's {@code str} takes for blanks. */
final class PythonText {
  private PythonText() {}

  static boolean isBlank(int c) {
    return (c >= '\t' && c <= '\r')
        || (c >= 0x1c && c <= ' ')
        || c == 0x85
        || c == 0xa0
        || (c > 0xa0 && Character.isSpaceChar(c));
  }

  static String strip(String text) {
    int to = text.length();
    while (to > 0 && isBlank(text.charAt(to - 1))) {
      to--;
    }
    return stripLeading(text.substring(0, to));
  }

  static String stripLeading(String text) {
    int from = 0;
    while (from < text.length() && isBlank(text.charAt(from))) {
      from++;
    }
    return text.substring(from);
  }

  /** The words between blanks. */
  static List<String> split(String text) {
    List<String> words = new ArrayList<>();
    int from = 0;
    for (int i = 0; i <= text.length(); i++) {
      if (i == text.length() || isBlank(text.charAt(i))) {
        if (i > from) {
          words.add(text.substring(from, i));
        }
        from = i + 1;
      }
    }
    return words;
  }
}
