package io.kvlab.dsl.ast;

import java.util.regex.Pattern;

/**
 * A word that stands for something: a policy, a task, a model, a result.
 *
 * @param text the name without quotes
 * @param quoted whether it stands in quotes; a quoted task or model may be a path
 */
public record Name(String text, boolean quoted, SourceSpan span) implements Node {
  private static final Pattern BARE =
      Pattern.compile("[A-Za-z_](?:[A-Za-z_0-9]|[-.][A-Za-z_0-9])*+");

  public Name {
    if (!quoted && !isBare(text)) {
      throw new IllegalArgumentException("the name \"" + text + "\" needs quotes");
    }
  }

  /** A name in no text, quoted if it has to be. */
  public static Name of(String text) {
    return new Name(text, !isBare(text), SourceSpan.NONE);
  }

  /** Whether a name may stand without quotes: letters, digits, {@code _}, and inside - and . */
  public static boolean isBare(String text) {
    return BARE.matcher(text).matches();
  }
}
