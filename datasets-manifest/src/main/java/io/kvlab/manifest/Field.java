package io.kvlab.manifest;

import java.util.List;
import java.util.Optional;

/**
 * A named value computed from a row, for use in templates. The steps act in the order of the
 * components.
 *
 * @param paths columns or paths such as {@code question.choices[2].text}, of which the first that
 *     the row has is taken; {@code @file} is the name of the file that the row came from, {@code
 *     @line} its number there, {@code @index} that among all rows, {@code @key} the key of its text
 * @param pattern a regular expression: its first match's group 1 (or the whole match) is the value
 * @param replace replacements of regular expressions
 * @param strip whether white space at both ends is removed
 */
public record Field(
    String name,
    List<String> paths,
    Optional<Choices> choices,
    Optional<String> pattern,
    List<Replacement> replace,
    boolean strip) {
  /** Every match of {@code pattern} becomes {@code with}. */
  public record Replacement(String pattern, String with) {}

  public Field {
    paths = List.copyOf(paths);
    replace = List.copyOf(replace);
  }
}
