package io.kvlab.jupyter.internal.kernel;

/** How deep inside braces, brackets and parentheses each place of a Kotlin text is. */
final class KotlinDepth {
  private final int[] depths;

  KotlinDepth(String text) {
    depths = new int[text.length() + 1];
    int depth = 0;
    int i = 0;
    while (i < text.length()) {
      int end = Math.min(text.length(), skipped(text, i));
      if (end > i) {
        java.util.Arrays.fill(depths, i, end, depth);
        i = end;
        continue;
      }
      depths[i] = depth;
      char c = text.charAt(i++);
      depth += "{[(".indexOf(c) >= 0 ? 1 : 0;
      depth = Math.max(0, depth - ("}])".indexOf(c) >= 0 ? 1 : 0));
    }
    depths[text.length()] = depth;
  }

  int at(int place) {
    return depths[place];
  }

  /** Behind the string, character, comment or line of the language that begins here; else here. */
  private static int skipped(String text, int from) {
    if (text.startsWith("\"\"\"", from)) {
      return behind(text, "\"\"\"", from + 3);
    }
    if (text.startsWith("//", from) || text.startsWith("%kv", from)) {
      int end = text.indexOf('\n', from);
      return end < 0 ? text.length() : end;
    }
    if (text.startsWith("/*", from)) {
      return behind(text, "*/", from + 2);
    }
    char quote = text.charAt(from);
    if (quote != '"' && quote != '\'') {
      return from;
    }
    int i = from + 1;
    while (i < text.length() && text.charAt(i) != quote && text.charAt(i) != '\n') {
      i += text.charAt(i) == '\\' ? 2 : 1;
    }
    return i + 1;
  }

  private static int behind(String text, String end, int from) {
    int found = text.indexOf(end, from);
    return found < 0 ? text.length() : found + end.length();
  }
}
