package io.kvlab.dsl.internal;

import static io.kvlab.dsl.parser.KvLabParser.*;

import io.kvlab.dsl.Suggestions;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.antlr.v4.runtime.Token;

/** Tells kvlab cells from Kotlin cells by their first words. */
public final class Cells {
  /**
   * The words that begin a statement, and whether the word alone is one (a verb) or may be a value.
   */
  private static final Map<Integer, Boolean> HEADS =
      Map.ofEntries(
          Map.entry(COMPRESS, true),
          Map.entry(BASELINE, false),
          Map.entry(ATTENTION, false),
          Map.entry(GENERATE, true),
          Map.entry(EXPLAIN, true),
          Map.entry(PLOT, false),
          Map.entry(COMPARE, true),
          Map.entry(SHOW, true),
          Map.entry(DESCRIBE, true),
          Map.entry(HELP, true),
          Map.entry(EXPORT, true),
          Map.entry(REPORT, false),
          Map.entry(SET, false));

  private static final Set<Integer> QUERIES = Set.of(COMPRESS, BASELINE, ATTENTION, GENERATE);
  private static final List<String> LONG_HEADS =
      Keywords.all().stream()
          .filter(word -> word.length() > 3 && HEADS.keySet().stream().anyMatch(is(word)))
          .toList();

  private Cells() {}

  private static Predicate<Integer> is(String word) {
    return type -> Keywords.of(type).filter(word::equals).isPresent();
  }

  /** See {@link io.kvlab.dsl.Dsl#isUnfinished}. */
  public static boolean isUnfinished(String text) {
    if (text.length() > Parsing.LONGEST) {
      return false; // refused whatever follows
    }
    int depth = 0;
    int last = Token.EOF;
    for (Token token : TokenText.of(text).visible()) {
      int type = token.getType();
      if (type == SEMICOLON) {
        depth = 0;
      }
      depth += type == LEFT_PAREN || type == LEFT_BRACKET ? 1 : 0;
      depth -= type == RIGHT_PAREN || type == RIGHT_BRACKET ? 1 : 0;
      last = type == NEWLINE || type == Token.EOF ? last : type;
    }
    return depth > 0 || last == COMMA || text.stripTrailing().endsWith("\\");
  }

  /** See {@link io.kvlab.dsl.Dsl#looksLikeStatement}. */
  public static boolean looksLikeStatement(String cell) {
    TokenText text = TokenText.of(cell.substring(0, Math.min(cell.length(), Parsing.LONGEST)));
    List<Token> tokens =
        text.visible().stream()
            .dropWhile(t -> t.getType() == NEWLINE || t.getType() == SEMICOLON)
            .limit(4)
            .toList();
    Token first = tokens.get(0);
    if (first.getType() == Token.EOF) {
      return text.all().stream().anyMatch(t -> t.getType() == COMMENT);
    }
    Token second = tokens.size() > 1 ? tokens.get(1) : first;
    if (second.getType() == EQUALS) {
      return isWord(first)
          && tokens.size() > 2
          && QUERIES.contains(tokens.get(2).getType())
          && (tokens.size() < 4 || endsOrGoesOn(tokens.get(3)));
    }
    if (HEADS.containsKey(first.getType())) {
      return ends(second) ? HEADS.getOrDefault(first.getType(), false) : isOperand(second);
    }
    return first.getType() == NAME
        && isOperand(second)
        && LONG_HEADS.stream().anyMatch(h -> Suggestions.distance(lower(first), h) == 1);
  }

  private static boolean endsOrGoesOn(Token token) {
    return ends(token) || isOperand(token);
  }

  private static boolean ends(Token token) {
    return token.getType() == Token.EOF
        || token.getType() == NEWLINE
        || token.getType() == SEMICOLON;
  }

  private static boolean isOperand(Token token) {
    return isWord(token)
        || token.getType() == STRING
        || token.getType() == OPEN_STRING
        || token.getType() == NUMBER;
  }

  private static boolean isWord(Token token) {
    return token.getType() == NAME || Keywords.of(token.getType()).isPresent();
  }

  private static String lower(Token token) {
    return token.getText().toLowerCase(Locale.ROOT);
  }
}
