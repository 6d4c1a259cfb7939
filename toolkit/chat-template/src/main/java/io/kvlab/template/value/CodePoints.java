package io.kvlab.template.value;

import java.util.BitSet;
import java.util.Locale;

/** What Python says of characters. */
public final class CodePoints {
  // Digits that are no decimals: superscripts, circled and parenthesized ones and the like.
  private static final BitSet DIGITS =
      ranges(
          "b2-b3 b9 1369-1371 19da 2070 2074-2079 2080-2089 2460-2468 2474-247c 2488-2490 24ea"
              + " 24f5-24fd 24ff 2776-277e 2780-2788 278a-2792 10a40-10a43 10e60-10e68 11052-1105a"
              + " 1f100-1f10a");
  // Ideographs that stand for numbers; Unicode files them under letters.
  private static final BitSet IDEOGRAPHS =
      ranges(
          "3405 3483 382a 3b4d 4e00 4e03 4e07 4e09 4e5d 4e8c 4e94 4e96 4ebf-4ec0 4edf 4ee8 4f0d"
              + " 4f70 5104 5146 5169 516b 516d 5341 5343-5345 534c 53c1-53c4 56db 58f1 58f9 5e7a"
              + " 5efe-5eff 5f0c-5f0e 5f10 62fe 634c 67d2 6f06 7396 767e 8086 842c 8cae 8cb3 8d30"
              + " 9621 9646 964c 9678 96f6 f96b f973 f978 f9b2 f9d1 f9d3 f9fd 20001 20064 200e2"
              + " 20121 2092a 20983 2098c 2099c 20aea 20afd 20b19 22390 22998 23b1b 2626d 2f890");

  private CodePoints() {}

  private static BitSet ranges(String words) {
    BitSet set = new BitSet();
    for (String word : words.split(" ", -1)) {
      String[] ends = word.split("-", -1);
      set.set(Integer.parseInt(ends[0], 16), Integer.parseInt(ends[ends.length - 1], 16) + 1);
    }
    return set;
  }

  /** Python's str.isspace, which is also the white space of its regular expressions. */
  public static boolean space(int c) {
    return c == ' '
        || (c >= 0x09 && c <= 0x0d)
        || (c >= 0x1c && c <= 0x1f)
        || c == 0x85
        || c == 0xa0
        || c == 0x1680
        || (c >= 0x2000 && c <= 0x200a)
        || c == 0x2028
        || c == 0x2029
        || c == 0x202f
        || c == 0x205f
        || c == 0x3000;
  }

  /** Whether str.splitlines ends a line here. */
  public static boolean lineEnd(int c) {
    return (c >= 0x0a && c <= 0x0d)
        || (c >= 0x1c && c <= 0x1e)
        || c == 0x85
        || c == 0x2028
        || c == 0x2029;
  }

  /** str.isprintable. */
  public static boolean printable(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      case Character.SPACE_SEPARATOR -> c == ' ';
      default -> true;
    };
  }

  /** str.isdecimal. */
  public static boolean decimal(int c) {
    return Character.isDigit(c);
  }

  /** str.isdigit. */
  public static boolean digit(int c) {
    return decimal(c) || DIGITS.get(c);
  }

  /** str.isnumeric. */
  public static boolean numeric(int c) {
    int type = Character.getType(c);
    return decimal(c)
        || type == Character.OTHER_NUMBER
        || type == Character.LETTER_NUMBER
        || IDEOGRAPHS.get(c);
  }

  /** str.isalnum. */
  public static boolean alphanumeric(int c) {
    return Character.isLetter(c) || digit(c) || numeric(c);
  }

  /** A character of {@code \w}. */
  public static boolean word(int c) {
    return alphanumeric(c) || c == '_';
  }

  /** Whether it has a case. */
  public static boolean cased(int c) {
    return Character.isUpperCase(c) || Character.isLowerCase(c) || Character.isTitleCase(c);
  }

  /** str.upper. */
  public static String upper(String text) {
    return text.toUpperCase(Locale.ROOT);
  }

  /** str.lower. */
  public static String lower(String text) {
    return text.toLowerCase(Locale.ROOT);
  }

  /**
   * The lower case of the chars {@code [from, to)} within their text: a final sigma has its own.
   */
  public static String lower(String text, int from, int to) {
    String part = text.substring(from, to);
    return part.equals("Σ") ? lower(text).substring(from, to) : lower(part);
  }

  /** The title case of one character, which may be several. */
  public static String title(int c) {
    String one = Character.toString(c);
    String upper = upper(one);
    if (c == 'ŉ' || c == 'ǰ' || upper.codePointCount(0, upper.length()) == 1) {
      return c == 'ŉ' || c == 'ǰ' ? upper : Character.toString(Character.toTitleCase(c));
    }
    // One of Unicode's special casings, such as the sharp s: the first in title case.
    int first = upper.codePointAt(0);
    return Character.toString(first) + lower(upper.substring(Character.charCount(first)));
  }
}
