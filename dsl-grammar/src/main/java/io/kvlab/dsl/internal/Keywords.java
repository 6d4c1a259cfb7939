package io.kvlab.dsl.internal;

import io.kvlab.dsl.parser.KvLabLexer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The words that the grammar knows. */
public final class Keywords {
  private static final List<String> ALL = collect();

  private Keywords() {}

  /** All keywords, in the grammar's order. */
  public static List<String> all() {
    return ALL;
  }

  /** The keyword that a token type stands for. */
  public static Optional<String> of(int tokenType) {
    String literal = KvLabLexer.VOCABULARY.getLiteralName(tokenType);
    return literal != null && Character.isLetter(literal.charAt(1))
        ? Optional.of(literal.substring(1, literal.length() - 1))
        : Optional.empty();
  }

  private static List<String> collect() {
    List<String> keywords = new ArrayList<>();
    for (int type = 1; type <= KvLabLexer.VOCABULARY.getMaxTokenType(); type++) {
      of(type).ifPresent(keywords::add);
    }
    return List.copyOf(keywords);
  }
}
