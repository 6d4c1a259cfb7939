package io.kvlab.jupyter.internal.notebook;

import io.kvlab.jupyter.internal.kernel.Kernel;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A notebook as a script, as nbconvert writes it: the cells' texts with an empty line between them.
 * Where a cell ended is told by what follows: a piece that begins with a statement is a cell of its
 * own, Kotlin between two such pieces is one cell.
 */
final class ScriptFile {
  /** What the name of such a file ends with. */
  static final String END = ".kv";

  private static final Pattern EMPTY_LINES = Pattern.compile("\\R(?:[ \\t]*\\R)+");

  private ScriptFile() {}

  static List<String> cells(String text) {
    List<String> cells = new ArrayList<>();
    StringBuilder kotlin = new StringBuilder();
    for (String piece : EMPTY_LINES.splitAsStream(text).toList()) {
      if (piece.isBlank()) {
        continue;
      }
      boolean nested = Character.isWhitespace(piece.charAt(0)) && kotlin.length() > 0;
      if (!nested && Kernel.isLanguage(piece)) {
        addKotlin(cells, kotlin);
        cells.add(piece);
      } else {
        kotlin.append(kotlin.length() == 0 ? "" : "\n\n").append(piece);
      }
    }
    addKotlin(cells, kotlin);
    return cells;
  }

  private static void addKotlin(List<String> cells, StringBuilder kotlin) {
    if (kotlin.length() > 0) {
      cells.add(kotlin.toString());
      kotlin.setLength(0);
    }
  }
}
