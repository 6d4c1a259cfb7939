package io.kvlab.template.value;

import java.math.BigInteger;
import java.util.Optional;
import java.util.regex.Pattern;

/** Python's int() and float() of a text. */
public final class NumberReading {
  private static final int DIGITS = 4300;
  private static final Pattern REAL =
      Pattern.compile(
          "[+-]?(?:(?:\\d++(?:_\\d++)*+)?\\.?+(?:\\d++(?:_\\d++)*+)?)(?:[eE][+-]?\\d++(?:_\\d++)*+)?");

  private NumberReading() {}

  private static String stripped(String text) {
    int from = 0;
    int to = text.length();
    while (from < to && CodePoints.space(text.charAt(from))) {
      from++;
    }
    while (to > from && CodePoints.space(text.charAt(to - 1))) {
      to--;
    }
    return text.substring(from, to);
  }

  // Digits of other scripts count as the ASCII ones.
  private static String ascii(String text) {
    StringBuilder digits = new StringBuilder();
    text.codePoints()
        .forEach(
            c -> {
              if (c > 127 && Character.isDigit(c)) {
                digits.append(Character.digit(c, 10));
              } else {
                digits.appendCodePoint(c);
              }
            });
    return digits.toString();
  }

  /** A whole number in a base of 2 to 36, or 0 for the base that it says itself. */
  public static Optional<BigInteger> whole(String text, int base) {
    if (base != 0 && (base < 2 || base > 36)) {
      return Optional.empty();
    }
    String word = ascii(stripped(text));
    boolean negative = word.startsWith("-");
    String digits = negative || word.startsWith("+") ? word.substring(1) : word;
    int radix = base;
    String lower = CodePoints.lower(digits.substring(0, Math.min(2, digits.length())));
    int said = lower.equals("0x") ? 16 : lower.equals("0o") ? 8 : lower.equals("0b") ? 2 : 0;
    if (said > 0 && (base == 0 || base == said)) {
      radix = said;
      digits = digits.substring(digits.startsWith("_", 2) ? 3 : 2);
    } else if (base == 0) {
      radix = 10;
      if (digits.matches("0[0_]*[1-9].*")) {
        return Optional.empty();
      }
    }
    if (digits.isEmpty()
        || digits.startsWith("_")
        || digits.endsWith("_")
        || digits.contains("__")) {
      return Optional.empty();
    }
    String plain = digits.replace("_", "");
    boolean powerOfTwo = Integer.bitCount(radix) == 1;
    int last = radix;
    if ((plain.length() > DIGITS && !powerOfTwo)
        || plain.length() > 60_000
        || !plain.chars().allMatch(c -> c < 128 && Character.digit(c, last) >= 0)) {
      return Optional.empty();
    }
    BigInteger number = new BigInteger(plain, radix);
    return Optional.of(negative ? number.negate() : number);
  }

  /** A float, {@code inf} and {@code nan} too. */
  public static Optional<Double> real(String text) {
    String word = ascii(stripped(text));
    String lower = CodePoints.lower(word.length() < 12 ? word : "");
    String unsigned = lower.startsWith("+") || lower.startsWith("-") ? lower.substring(1) : lower;
    if (unsigned.equals("inf") || unsigned.equals("infinity")) {
      return Optional.of(
          lower.startsWith("-") ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY);
    }
    if (unsigned.equals("nan")) {
      return Optional.of(Double.NaN);
    }
    boolean digit = word.chars().anyMatch(c -> c >= '0' && c <= '9');
    boolean mantissa = digit && !word.matches("[+-]?\\.?[eE].*");
    return mantissa && word.length() < 100_000 && REAL.matcher(word).matches()
        ? Optional.of(Double.parseDouble(word.replace("_", "")))
        : Optional.empty();
  }
}
