package io.kvlab.dsl;

import io.kvlab.dsl.ast.Span;
import java.util.Optional;

/**
 * Something wrong with a text, and where.
 *
 * @param message one sentence that says what is wrong or what was expected
 * @param suggestion the word that was probably meant
 */
public record Problem(String message, Optional<String> suggestion, Span span) {
  public Problem(String message, Span span) {
    this(message, Optional.empty(), span);
  }

  /** The message, and the suggestion if there is one. */
  public String sentence() {
    return suggestion.map(word -> message + " Did you mean '" + word + "'?").orElse(message);
  }
}
