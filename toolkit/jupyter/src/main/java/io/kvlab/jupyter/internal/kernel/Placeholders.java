package io.kvlab.jupyter.internal.kernel;

import io.kvlab.KvlabException;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Kotlin values in language cells: {@code ratio {ratios}} with {@code val ratios = listOf(0.1,
 * 0.3)} is {@code ratio 0.1, 0.3}. Quoted texts and comments are left alone.
 */
final class Placeholders {
  private static final Pattern PARTS =
      Pattern.compile("\"(?:[^\"\\\\\\r\\n]|\\\\.)*\"?|#[^\\r\\n]*|\\{([A-Za-z_]\\w*)\\}");

  private Placeholders() {}

  /** Every placeholder as its bare name: enough to see what kind of cell this is. */
  static String bare(String text) {
    return replace(text, name -> name);
  }

  /** Tells the name of every placeholder. */
  static void names(String text, Consumer<String> each) {
    replace(
        text,
        name -> {
          each.accept(name);
          return name;
        });
  }

  /**
   * Every placeholder as its value.
   *
   * @param values the value of a Kotlin variable as text
   */
  static String fill(String text, Function<String, Optional<String>> values) {
    return replace(
        text,
        name ->
            values
                .apply(name)
                .map(Placeholders::unbracketed)
                .orElseThrow(
                    () ->
                        KvlabException.usage(
                            "There is no Kotlin variable '"
                                + name
                                + "' for {"
                                + name
                                + "}: set it in a cell above, for instance val "
                                + name
                                + " = 0.1")));
  }

  private static String replace(String text, Function<String, String> value) {
    return PARTS
        .matcher(text)
        .replaceAll(
            part ->
                Matcher.quoteReplacement(
                    part.group(1) == null ? part.group() : value.apply(part.group(1))));
  }

  /** A Kotlin list prints as {@code [0.1, 0.3]}; the language writes lists without brackets. */
  private static String unbracketed(String value) {
    return value.startsWith("[") && value.endsWith("]")
        ? value.substring(1, value.length() - 1)
        : value;
  }
}
