package io.kvlab.jupyter.internal.kernel;

import io.kvlab.dsl.Help;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the text in front of the caret, in a cell that is no statement yet, may become. */
enum Beginning {
  /** {@code plot }: nothing but a statement begins like that. */
  OF_A_STATEMENT,
  /** {@code comp}, {@code x = comp} or nothing at all: a statement or Kotlin. */
  OF_EITHER,
  /** Kotlin. */
  OF_NOTHING;

  private static final Pattern WORD = Pattern.compile("(?:[A-Za-z_][\\w.-]*\\s*=\\s*)?\\w*");
  private static final Pattern HEAD = Pattern.compile("(\\w+)\\s+.*", Pattern.DOTALL);

  static Beginning of(String text, int caret) {
    String before = text.substring(0, caret).stripLeading();
    if (WORD.matcher(before).matches()) {
      return OF_EITHER;
    }
    Matcher head = HEAD.matcher(before);
    boolean statement =
        head.matches()
            && !before.contains("\n")
            && Help.on(head.group(1).toLowerCase(Locale.ROOT))
                .filter(Help.Topic::statement)
                .isPresent();
    return statement ? OF_A_STATEMENT : OF_NOTHING;
  }
}
