package io.kvlab.jupyter.internal.kernel;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which parts of a cell are the language and which are Kotlin. */
final class CellParts {
  /**
   * @param offset where the part begins in the cell
   */
  record Part(boolean language, String text, int offset) {}

  private static final String CELL_MAGIC = "%%kv";

  /** A line of the language inside of Kotlin. */
  static final Pattern LINE_MAGIC = Pattern.compile("(?m)^[ \\t]*%kv(?=\\s|$)");

  /** Comments of Kotlin that stand on lines of their own. */
  private static final Pattern LINE_COMMENT = Pattern.compile("(?m)^([ \\t]*)//");

  private static final Pattern LEADING =
      Pattern.compile("\\A(?:\\s+|//[^\\n]*(?:\\n|\\z)|/\\*[\\s\\S]*?\\*/)*");

  private CellParts() {}

  /**
   * A cell that begins with {@code %%kv}, or with a statement, is the language as a whole, whatever
   * comments stand before it; in a Kotlin cell every line that begins with {@code %kv} is, unless
   * it stands within braces or parentheses: those lines are run by {@link NestedStatements}.
   */
  static List<Part> of(String cell, Predicate<String> owned) {
    Matcher leading = LEADING.matcher(cell);
    int start = leading.find() ? leading.end() : 0;
    if (isMagic(cell, start, CELL_MAGIC)) {
      int from = start + CELL_MAGIC.length();
      return List.of(new Part(true, statements(cell.substring(from)), from));
    }
    String text = statements(cell);
    boolean magicFirst = LINE_MAGIC.matcher(cell).region(start, cell.length()).lookingAt();
    if (!magicFirst
        && owned.test(text.substring(0, start).replaceAll("\\S", " ") + cell.substring(start))) {
      return List.of(new Part(true, text, 0));
    }
    List<Part> parts = new ArrayList<>();
    int from = 0;
    KotlinDepth depth = new KotlinDepth(cell);
    Matcher magic = LINE_MAGIC.matcher(cell);
    while (magic.find()) {
      if (depth.at(magic.end() - 1) > 0) {
        continue;
      }
      addKotlin(parts, cell, from, magic.start());
      int end = cell.indexOf('\n', magic.end());
      int next = end < 0 ? cell.length() : end + 1;
      parts.add(new Part(true, cell.substring(magic.end(), next), magic.end()));
      from = next;
    }
    addKotlin(parts, cell, from, cell.length());
    return parts;
  }

  /** Text of the language as it may be written in a cell, at the same places. */
  private static String statements(String text) {
    String plain = LINE_COMMENT.matcher(text).replaceAll("$1# ");
    int start = 0;
    while (start < plain.length() && Character.isWhitespace(plain.charAt(start))) {
      start++;
    }
    if (plain.startsWith("/*", start)) { // only in front of the first statement
      int end = LEADING.matcher(text).results().findFirst().map(m -> m.end()).orElse(0);
      plain = plain.substring(0, end).replaceAll("\\S", " ") + plain.substring(end);
    }
    return LINE_MAGIC.matcher(plain).replaceAll(m -> " ".repeat(m.group().length()));
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
