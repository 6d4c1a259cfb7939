package io.kvlab.task.internal;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Gold answers that lost their type on the way through a table. */
final class GoldText {
  private static final Pattern LIST =
      Pattern.compile("(?s)\\s*(?:array\\()?\\s*\\[(.*)]\\s*(?:,\\s*dtype=[^)]*\\))?\\)?\\s*");
  private static final Pattern ITEM =
      Pattern.compile("(?s)'((?:[^'\\\\]|\\\\.)*)'|\"((?:[^\"\\\\]|\\\\.)*)\"");
  private static final Pattern BETWEEN = Pattern.compile("[\\s,]*");

  private GoldText() {}

  /**
   * The texts of a list that was written out as Python, NumPy or JSON write it; empty where a text
   * is no such list.
   */
  static Optional<List<String>> list(String text) {
    Matcher list = LIST.matcher(text);
    if (!list.matches()) {
      return Optional.empty();
    }
    String inside = list.group(1);
    List<String> items = new ArrayList<>();
    Matcher item = ITEM.matcher(inside);
    int at = 0;
    while (item.find()) {
      if (!BETWEEN.matcher(inside.substring(at, item.start())).matches()) {
        return Optional.empty();
      }
      items.add(unescaped(item.group(1) == null ? item.group(2) : item.group(1)));
      at = item.end();
    }
    boolean whole = BETWEEN.matcher(inside.substring(at)).matches();
    return items.isEmpty() || !whole ? Optional.empty() : Optional.of(items);
  }

  private static String unescaped(String text) {
    return Pattern.compile("(?s)\\\\(?:u([0-9A-Fa-f]{4})|x([0-9A-Fa-f]{2})|(.))")
        .matcher(text)
        .replaceAll(m -> Matcher.quoteReplacement(character(m.group(1), m.group(2), m.group(3))));
  }

  private static String character(String four, String two, String one) {
    if (four != null || two != null) {
      return String.valueOf((char) Integer.parseInt(four != null ? four : two, 16));
    }
    return switch (one) {
      case "n" -> "\n";
      case "t" -> "\t";
      case "r" -> "\r";
      default -> one;
    };
  }

  /** A value's text; a number without a fraction is written without one. */
  static String of(JsonNode value) {
    if (value.isFloatingPointNumber()
        && Double.isFinite(value.doubleValue())
        && value.decimalValue().stripTrailingZeros().scale() <= 0
        && Math.abs(value.doubleValue()) < 1e15) {
      return value.decimalValue().toBigInteger().toString();
    }
    return value.isValueNode() ? value.asText() : value.toString();
  }
}
