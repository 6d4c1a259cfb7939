package io.kvlab.manifest;

import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * A regular expression with the meaning that Python's {@code re} gives it, which is where patterns
 * of evaluation harnesses come from: {@code \w} is a letter or number of any script, {@code \s} any
 * blank, and only {@code \n} ends a line. Named groups may be written {@code (?P<name>...)} or
 * {@code (?<name>...)}.
 */
public final class PythonPattern {
  private final Pattern pattern;
  private final List<String> groups;

  private PythonPattern(Pattern pattern, List<String> groups) {
    this.pattern = pattern;
    this.groups = List.copyOf(groups);
  }

  /**
   * Compiles an expression.
   *
   * @throws PatternSyntaxException where Python would refuse it, or it cannot be said in Java
   */
  public static PythonPattern compile(String expression) {
    PythonTranslation translation = new PythonTranslation(expression);
    String java = translation.java();
    try {
      return new PythonPattern(
          Pattern.compile(java, Pattern.UNICODE_CASE | Pattern.UNIX_LINES), translation.groups());
    } catch (PatternSyntaxException e) {
      throw new PatternSyntaxException(e.getDescription(), expression, -1);
    }
  }

  public Matcher matcher(CharSequence text) {
    return pattern.matcher(text);
  }

  /** All matches in order; none is empty within a character, where Java would find one. */
  public List<MatchResult> results(String text) {
    return matcher(text)
        .results()
        .filter(
            match ->
                match.start() == 0
                    || match.start() == text.length()
                    || !Character.isSurrogatePair(
                        text.charAt(match.start() - 1), text.charAt(match.start())))
        .toList();
  }

  /** Names of the groups by number, less one; an empty text where a group has none. */
  public List<String> groups() {
    return groups;
  }

  /** Every match replaced; a group in the replacement is {@link Replacement}'s business. */
  public String replaceAll(String text, String with) {
    Replacement replacement = replacement(with);
    StringBuilder replaced = new StringBuilder();
    int from = 0;
    for (MatchResult match : results(text)) {
      replaced.append(text, from, match.start()).append(replacement.of(match));
      from = match.end();
    }
    return replaced.append(text, from, text.length()).toString();
  }

  /**
   * What every match becomes: {@code \1}, {@code \g<1>} and {@code \g<name>} as Python writes a
   * group, {@code $1} and <code>${name}</code> as well where there is such a group; any other
   * dollar sign is itself.
   *
   * @throws PatternSyntaxException for a group that the expression does not have
   */
  public Replacement replacement(String with) {
    return Replacement.parse(with, groups);
  }

  /** The Java expression, for messages and tests. */
  @Override
  public String toString() {
    return pattern.pattern();
  }
}
