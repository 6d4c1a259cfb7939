package io.kvlab.jupyter.internal.kernel;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Which parts of a cell are the language and which are Kotlin. */
final class CellParts {
  /**
   * @param offset where the part begins in the cell
   */
  record Part(boolean language, String text, int offset) {}

  private static final String CELL_MAGIC = "%%kv";
  private static final String LINE_MAGIC = "%kv";

  private CellParts() {}

  /**
   * A cell that begins with {@code %%kv}, or with a statement, is the language as a whole; in a
   * Kotlin cell every line that begins with {@code %kv} is.
   */
  static List<Part> of(String cell, Predicate<String> owned) {
    int start = 0;
    while (start < cell.length() && Character.isWhitespace(cell.charAt(start))) {
      start++;
    }
    if (isMagic(cell, start, CELL_MAGIC)) {
      int from = start + CELL_MAGIC.length();
      return List.of(new Part(true, cell.substring(from), from));
    }
    if (owned.test(cell)) {
      return List.of(new Part(true, cell, 0));
    }
    List<Part> parts = new ArrayList<>();
    int from = 0;
    for (int line = 0; line < cell.length(); ) {
      int end = cell.indexOf('\n', line);
      int next = end < 0 ? cell.length() : end + 1;
      if (isMagic(cell, line, LINE_MAGIC)) {
        addKotlin(parts, cell, from, line);
        int text = line + LINE_MAGIC.length();
        parts.add(new Part(true, cell.substring(text, next), text));
        from = next;
      }
      line = next;
    }
    addKotlin(parts, cell, from, cell.length());
    return parts;
  }

  private static void addKotlin(List<Part> parts, String cell, int from, int to) {
    String text = cell.substring(from, to);
    if (!text.isBlank() || (from == 0 && to == cell.length())) {
      parts.add(new Part(false, text, from));
    }
  }

  private static boolean isMagic(String cell, int at, String magic) {
    int end = at + magic.length();
    return cell.startsWith(magic, at)
        && (end == cell.length() || Character.isWhitespace(cell.charAt(end)));
  }
}
