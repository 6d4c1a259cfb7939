package io.kvlab.task.internal;

import java.math.BigDecimal;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Numbers as people write them. */
final class Numbers {
  private static final String CURRENCY = "[$\u20ac\u00a3\u00a5\u20b9\u20a9\u20bd]";
  private static final Pattern SIGNS =
      Pattern.compile(
          "[\u2212\ufe63\uff0d]|(?<![0-9\\p{L}%])\\p{Zs}?[\u2010\u2011\u2013](?=[0-9])");
  private static final Pattern GROUPED =
      Pattern.compile(
          "(?<![0-9.,])[0-9]{1,3}(?:[\u00a0\u202f\u2009\u2007\u2008'\u2019][0-9]{3})+(?![0-9])");
  private static final Pattern POINTS =
      Pattern.compile("(?<![0-9.,])[0-9]{1,3}(?:\\.[0-9]{3}){2,}(?![0-9])");
  private static final Pattern POINTS_AND_COMMA =
      Pattern.compile("(?<![0-9.,])([0-9]{1,3}(?:\\.[0-9]{3})+),([0-9]+)(?![0-9,])");

  /** Between two numbers a dash is a range or a subtraction, and no sign of the second. */
  private static final Pattern RANGE = Pattern.compile("(?<=[0-9%])-(?=" + CURRENCY + "?[0-9.])");

  private static final Pattern SIGN_BEFORE_CURRENCY =
      Pattern.compile("-\\p{Zs}?" + CURRENCY + "\\p{Zs}?(?=[0-9.])");
  private static final Pattern SIGN_AFTER_CURRENCY =
      Pattern.compile(CURRENCY + "\\p{Zs}?-(?=[0-9.])");

  private static final String EXPONENT = "(?:[eE][-+]?[0-9]{1,4})?";
  private static final Pattern BY_COMMA =
      Pattern.compile(
          "[-+]?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,2}(?:,[0-9]{2})+,[0-9]{3})(?:\\.[0-9]*)?");
  private static final Pattern DECIMAL_COMMA =
      Pattern.compile("[-+]?(?:[0-9]+,[0-9]{1,2}|0,[0-9]+)");
  private static final Pattern PLAIN =
      Pattern.compile("[-+]?(?:[0-9]+\\.?[0-9]*|\\.[0-9]+)" + EXPONENT);
  private static final Pattern THOUSANDS_OR_DECIMALS =
      Pattern.compile("[-+]?[1-9][0-9]{0,2}\\.[0-9]{3}");

  private static final Pattern IN_TEXT =
      Pattern.compile(
          "(?<![\\p{L}0-9_.])[-+]?(?:[0-9](?:[0-9,]*[0-9])?(?:\\.[0-9]+)?|\\.[0-9]+)" + EXPONENT);
  private static final Pattern BOXED = Pattern.compile("\\\\boxed\\{([^{}]*)}");
  private static final Pattern ANSWER = Pattern.compile("(?i)\\banswer(?:\\s+is)?\\s*[:=]?|####");

  private Numbers() {}

  /**
   * The same text with its numbers written plainly: a minus sign that every pattern knows, no
   * currency between sign and digits, no blanks, apostrophes or repeated points between thousands.
   */
  static String plain(String text) {
    StringBuilder digits = new StringBuilder();
    text.codePoints()
        .forEach(
            c -> {
              int digit = c > 127 ? Character.digit(c, 10) : -1;
              digits.appendCodePoint(digit < 0 ? c : '0' + digit);
            });
    String plain = SIGNS.matcher(digits).replaceAll(m -> blankOf(m.group()) + "-");
    plain = without(GROUPED, plain, "[^0-9]");
    plain =
        POINTS_AND_COMMA
            .matcher(plain)
            .replaceAll(m -> m.group(1).replace(".", "") + "." + m.group(2));
    plain = without(POINTS, plain, "\\.");
    plain = RANGE.matcher(plain).replaceAll("\u2013");
    plain = SIGN_BEFORE_CURRENCY.matcher(plain).replaceAll("-");
    return SIGN_AFTER_CURRENCY.matcher(plain).replaceAll("-");
  }

  private static String blankOf(String match) {
    return match.length() > 1 ? match.substring(0, match.length() - 1) : "";
  }

  private static String without(Pattern pattern, String text, String removed) {
    return pattern.matcher(text).replaceAll(match -> match.group().replaceAll(removed, ""));
  }

  /**
   * What a text that is one number may mean; empty where it is none. Three digits behind a single
   * point may be thousands or decimals: nobody but the gold answer can tell.
   */
  static Set<BigDecimal> readings(String text) {
    String number =
        PythonText.strip(
            PythonText.strip(plain(text))
                .replaceAll("\\A" + CURRENCY + "|\\A[*`_]+|[*`_]+\\z", ""));
    number =
        PythonText.strip(number.replaceFirst("[.,;:!]\\z", "").replaceFirst("\\A" + CURRENCY, ""));
    number = PythonText.strip(number.replaceFirst("[%" + CURRENCY.substring(1) + "\\z", ""));
    Set<BigDecimal> readings = new TreeSet<>();
    if (BY_COMMA.matcher(number).matches()) {
      readings.add(new BigDecimal(number.replace(",", "")));
    } else if (DECIMAL_COMMA.matcher(number).matches()) {
      readings.add(new BigDecimal(number.replace(',', '.')));
    } else if (PLAIN.matcher(number).matches()) {
      readings.add(new BigDecimal(number));
      if (THOUSANDS_OR_DECIMALS.matcher(number).matches()) {
        readings.add(new BigDecimal(number.replace(".", "")));
      }
    }
    return readings;
  }

  /** Whether two texts can be the same number. */
  static boolean same(String answer, String gold) {
    Set<BigDecimal> common = readings(answer);
    common.retainAll(readings(gold));
    return !common.isEmpty();
  }

  /**
   * The number that a person takes for the answer: the one in the last box, else the first behind
   * the last "answer is" (of an equation its right side), else the last.
   */
  static Optional<String> read(String text) {
    String plain = plain(text);
    Optional<String> boxed = lastGroup(BOXED, plain).flatMap(inside -> find(inside, true));
    if (boxed.isPresent()) {
      return boxed;
    }
    Matcher marks = ANSWER.matcher(plain);
    int from = -1;
    while (marks.find()) {
      from = marks.end();
    }
    Optional<String> answer = from < 0 ? Optional.empty() : behind(plain.substring(from));
    return answer.isPresent() ? answer : find(plain, true);
  }

  private static Optional<String> behind(String rest) {
    String line = PythonText.stripLeading(rest).split("\n|\\.(?=\\s)", 2)[0];
    int equals = line.lastIndexOf('=');
    Optional<String> found = find(equals < 0 ? line : line.substring(equals), false);
    return found.isPresent() ? found : find(rest, false);
  }

  private static Optional<String> find(String text, boolean last) {
    Matcher matcher = IN_TEXT.matcher(text);
    Optional<String> found = Optional.empty();
    while (matcher.find() && (last || found.isEmpty())) {
      found = Optional.of(matcher.group());
    }
    return found;
  }

  private static Optional<String> lastGroup(Pattern pattern, String text) {
    Matcher matcher = pattern.matcher(text);
    Optional<String> found = Optional.empty();
    while (matcher.find()) {
      found = Optional.of(matcher.group(1));
    }
    return found;
  }
}
