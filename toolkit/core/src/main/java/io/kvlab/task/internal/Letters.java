package io.kvlab.task.internal;

import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The letter of a multiple choice that a person reads in a completion, in whatever dress. */
final class Letters {
  private final Pattern boxed;
  private final Pattern first;
  private final Pattern said;
  private final Pattern dressed;
  private final Pattern alone;

  /**
   * @param count how many letters there are, from A
   */
  Letters(int count) {
    String letter = "([A-" + (char) ('A' + Math.max(1, Math.min(26, count)) - 1) + "])";
    String open = "[\\s(\\[{*_`\"'$]*+";
    String after = "(?![\\p{L}\\p{N}'\u2019])";
    boxed =
        Pattern.compile("\\\\boxed\\{\\s*(?:\\\\(?:text|mathrm|textbf)\\{)?\\(?" + letter + "\\W");
    // "A" before a small word is an article, unless that word says what A is.
    first =
        Pattern.compile(
            "\\A"
                + open
                + "(?:[Oo]ption\\s+|[Cc]hoice\\s+)?"
                + letter
                + after
                + "(?!\\s+(?!is\\b|because\\b|since\\b|as\\b)\\p{Ll})");
    said =
        Pattern.compile(
            "(?:[Aa]nswer|[Cc]hoice|[Oo]ption|ANSWER)(?:\\s+(?:is|would be|should be|to choose is))?"
                + "\\s*[:=]?(?:\\s*(?:[Oo]ption|[Cc]hoice))?"
                + open
                + letter
                + after
                + "(?!\\s+(?!is\\b|because\\b|since\\b|as\\b)\\p{Ll})");
    dressed = Pattern.compile("(?:\\(|\\*\\*\\(?|\\[|`)" + letter + "[).:]?(?:\\)|\\*\\*|]|`)");
    alone = Pattern.compile("(?<![\\p{L}\\p{N}'\u2019])" + letter + after + "(?!\\s+\\p{Ll})");
  }

  Optional<String> read(String text) {
    for (Pattern pattern : new Pattern[] {boxed, first, said, dressed}) {
      Optional<String> found = last(pattern, text);
      if (found.isPresent()) {
        return found;
      }
    }
    Set<String> different = new LinkedHashSet<>();
    Matcher matcher = alone.matcher(text);
    while (matcher.find()) {
      different.add(matcher.group(1));
    }
    return different.size() == 1 ? different.stream().findFirst() : Optional.empty();
  }

  private static Optional<String> last(Pattern pattern, String text) {
    Matcher matcher = pattern.matcher(text);
    Optional<String> found = Optional.empty();
    while (matcher.find()) {
      found = Optional.of(matcher.group(1));
    }
    return found;
  }
}
