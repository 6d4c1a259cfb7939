package io.kvlab.jupyter.internal.kernel;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;

/**
 * Lines {@code %kv STATEMENT} inside a function or a loop of a Kotlin cell. Each becomes a call
 * that runs the statement where it stands, with the values that its placeholders have there.
 */
final class NestedStatements {
  private final List<String> texts = new ArrayList<>();

  /**
   * The cell as Kotlin, each statement's line a line still. The statements stay here: a call names
   * one by its number, so that none of the user's text becomes part of a Kotlin literal.
   */
  synchronized String replaced(String kotlin) {
    Matcher magic = CellParts.LINE_MAGIC.matcher(kotlin);
    StringBuilder out = new StringBuilder();
    int from = 0;
    while (magic.find(from)) {
      int end = kotlin.indexOf('\n', magic.end());
      int next = end < 0 ? kotlin.length() : end;
      String text = kotlin.substring(magic.end(), next);
      out.append(kotlin, from, magic.start()).append("kvLine(").append(texts.size());
      Set<String> names = new LinkedHashSet<>();
      Placeholders.names(text, names::add);
      names.forEach(name -> out.append(", \"").append(name).append("\" to ").append(name));
      out.append(')');
      texts.add(text);
      from = next;
    }
    return out.append(kotlin, from, kotlin.length()).toString();
  }

  /** A statement with the values that its placeholders had where it stands. */
  synchronized String filled(int number, Map<String, Object> values) {
    return Placeholders.fill(
        texts.get(number), name -> Optional.ofNullable(values.get(name)).map(String::valueOf));
  }
}
