package io.kvlab.template.builtin;

import io.kvlab.template.value.CodePoints;
import io.kvlab.template.value.Meter;
import io.kvlab.template.value.Text;
import java.util.function.UnaryOperator;

/** Upper, lower and title case as Python has them. */
final class Casing {
  private Casing() {}

  /** Another case of a text; where nothing changes, its marks stay. */
  static Text map(Meter meter, Text text, UnaryOperator<String> change) {
    meter.text(text.value().length());
    String changed = change.apply(text.value());
    return changed.equals(text.value()) ? text : text.like(changed);
  }

  static String fold(String text) {
    return CodePoints.lower(CodePoints.upper(text)).replace('ς', 'σ');
  }

  static String capitalize(String text) {
    if (text.isEmpty()) {
      return text;
    }
    int first = text.codePointAt(0);
    int rest = Character.charCount(first);
    String lower = CodePoints.lower(text);
    String tail =
        lower.length() == text.length()
            ? lower.substring(rest)
            : CodePoints.lower(text.substring(rest));
    return CodePoints.title(first) + tail;
  }

  static String title(String text) {
    StringBuilder out = new StringBuilder();
    boolean within = false;
    for (int i = 0; i < text.length(); ) {
      int c = text.codePointAt(i);
      int next = i + Character.charCount(c);
      if (within) {
        out.append(c == 'Σ' ? finalSigma(text, i, next) : CodePoints.lower(Character.toString(c)));
      } else {
        out.append(CodePoints.cased(c) ? CodePoints.title(c) : Character.toString(c));
      }
      within = CodePoints.cased(c);
      i = next;
    }
    return out.toString();
  }

  private static String finalSigma(String text, int from, int to) {
    boolean before = from > 0 && CodePoints.cased(text.codePointBefore(from));
    boolean after = to < text.length() && CodePoints.cased(text.codePointAt(to));
    return before && !after ? "ς" : "σ";
  }

  static String swap(String text) {
    StringBuilder out = new StringBuilder();
    text.codePoints()
        .forEach(
            c -> {
              String one = Character.toString(c);
              out.append(
                  Character.isUpperCase(c)
                      ? CodePoints.lower(one)
                      : Character.isLowerCase(c) ? CodePoints.upper(one) : one);
            });
    return out.toString();
  }

  static boolean isUpper(String text) {
    return text.codePoints().anyMatch(Character::isUpperCase)
        && text.codePoints().noneMatch(c -> Character.isLowerCase(c) || Character.isTitleCase(c));
  }

  static boolean isLower(String text) {
    return text.codePoints().anyMatch(Character::isLowerCase)
        && text.codePoints().noneMatch(c -> Character.isUpperCase(c) || Character.isTitleCase(c));
  }

  static boolean isTitle(String text) {
    boolean any = false;
    boolean within = false;
    for (int i = 0; i < text.length(); ) {
      int c = text.codePointAt(i);
      boolean upper = Character.isUpperCase(c) || Character.isTitleCase(c);
      if (upper && within || Character.isLowerCase(c) && !within) {
        return false;
      }
      within = CodePoints.cased(c);
      any |= within;
      i += Character.charCount(c);
    }
    return any;
  }

  static boolean identifier(String text) {
    return !text.isEmpty()
        && (text.charAt(0) == '_' || Character.isUnicodeIdentifierStart(text.codePointAt(0)))
        && text.codePoints()
            .allMatch(
                c ->
                    c == '_'
                        || Character.isUnicodeIdentifierPart(c)
                            && !Character.isIdentifierIgnorable(c));
  }
}
