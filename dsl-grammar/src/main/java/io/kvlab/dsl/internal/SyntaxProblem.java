package io.kvlab.dsl.internal;

import static io.kvlab.dsl.parser.KvLabParser.*;

import io.kvlab.dsl.Problem;
import io.kvlab.dsl.Suggestions;
import io.kvlab.dsl.ast.SourceSpan;
import io.kvlab.dsl.parser.KvLabLexer;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.antlr.v4.runtime.Token;

/** Says in words what is wrong where the grammar could not follow a statement any further. */
final class SyntaxProblem {
  /** What a word stands for in these rules, for "expected ...". */
  private static final Map<Integer, String> PHRASES =
      Map.ofEntries(
          Map.entry(RULE_policyName, "a policy"),
          Map.entry(RULE_taskName, "a task"),
          Map.entry(RULE_modelName, "a model"),
          Map.entry(RULE_boundName, "the name of a result"),
          Map.entry(RULE_deviceName, "a device"),
          Map.entry(RULE_mechanismName, "a mechanism"),
          Map.entry(RULE_plotKind, "a kind of plot"),
          Map.entry(RULE_columnName, "a column"),
          Map.entry(RULE_settingName, "a setting"),
          Map.entry(RULE_parameterName, "a parameter"),
          Map.entry(RULE_describedName, "a name to describe"),
          Map.entry(RULE_helpTopic, "a topic"),
          Map.entry(RULE_number, "a number"),
          Map.entry(RULE_text, "a text in double quotes"),
          Map.entry(RULE_file, "a file name in double quotes"),
          Map.entry(RULE_settingValue, "a value"),
          Map.entry(RULE_factor, "a value"),
          Map.entry(RULE_atom, "a value"),
          Map.entry(RULE_valueName, "a value"));

  /** The rules of options, and the statement that they belong to. */
  static final Map<Integer, String> OPTIONS =
      Map.of(
          RULE_compressOption, "compress",
          RULE_baselineOption, "baseline",
          RULE_attentionOption, "attention",
          RULE_generateOption, "generate",
          RULE_plotOption, "plot",
          RULE_promptOption, "show",
          RULE_filter, "compare");

  private static final Set<Integer> HEADS =
      Set.of(
          COMPRESS, BASELINE, ATTENTION, GENERATE, EXPLAIN, PLOT, COMPARE, SHOW, DESCRIBE, HELP,
          EXPORT, REPORT, SET);

  private static final Set<Integer> QUERIES = Set.of(COMPRESS, BASELINE, ATTENTION, GENERATE);

  private final TokenText text;
  private final List<Token> tokens;
  private final GrammarWalk.Reach reach;
  private final Token wrong;

  /**
   * @param tokens the visible tokens from the beginning of the statement on
   * @param reach how far the grammar could follow them
   */
  SyntaxProblem(TokenText text, List<Token> tokens, GrammarWalk.Reach reach) {
    this.text = text;
    this.tokens = tokens;
    this.reach = reach;
    this.wrong = tokens.get(Math.min(reach.taken(), tokens.size() - 1));
  }

  Problem describe() {
    return badCharacter()
        .or(this::badBeginning)
        .or(this::missingQuotes)
        .or(this::badSign)
        .orElseGet(this::expected);
  }

  private Optional<Problem> badCharacter() {
    SourceSpan place = text.span(wrong);
    if (wrong.getType() == OPEN_STRING) {
      return Optional.of(new Problem("This text has no closing '\"' on its line.", place));
    }
    if (wrong.getType() != UNKNOWN) {
      return Optional.empty();
    }
    String sign = wrong.getText();
    int point = sign.codePointAt(0);
    String message =
        switch (sign) {
          case "'", "`", "\u2018", "\u2019", "\u201c", "\u201d", "\u201e", "\u00ab", "\u00bb" ->
              "Texts go in straight double quotes (\"), not in " + sign + ".";
          case "%" -> "A ratio is a fraction: write 0.1 for 10 %.";
          case "\u2026" -> "A range is written with two dots, as in 0.1..0.9.";
          case "." -> "A '.' may stand inside a name or a number only; a range has two.";
          default ->
              Character.isISOControl(point) || Character.isSurrogate(sign.charAt(0))
                  ? String.format("The character U+%04X means nothing here.", point)
                  : Character.isLetter(point)
                      ? "A name with '" + sign + "' goes in double quotes."
                      : "The character '" + sign + "' means nothing here.";
        };
    return Optional.of(new Problem(message, place));
  }

  /** A statement that begins with a word that begins no statement. */
  private Optional<Problem> badBeginning() {
    boolean statement = atBeginning();
    if (statement && Keywords.of(wrong.getType()).isPresent() && followedBy(EQUALS)) {
      return Optional.of(
          new Problem(
              quoted(wrong) + " is a keyword: choose another name for the result.",
              text.span(wrong)));
    }
    if (statement && isWord(wrong)) {
      return Optional.of(noStatement(wrong));
    }
    boolean onlyName =
        reach.taken() == 1
            && reach.expected().stream().allMatch(e -> e.type() == EQUALS)
            && !HEADS.contains(tokens.get(0).getType());
    return onlyName ? Optional.of(noStatement(tokens.get(0))) : Optional.empty();
  }

  private Problem noStatement(Token word) {
    List<String> heads = new ArrayList<>();
    for (int type = 1; type <= KvLabLexer.VOCABULARY.getMaxTokenType(); type++) {
      if (HEADS.contains(type)) {
        heads.add(Keywords.of(type).orElseThrow());
      }
    }
    Optional<String> meant = Suggestions.closest(word.getText(), heads);
    return new Problem(
        meant.isPresent()
            ? "No statement begins with " + quoted(word) + "."
            : "No statement begins with "
                + quoted(word)
                + "; one begins with "
                + orList(heads)
                + ", or names a result as in 'grid = compress ...'.",
        meant,
        text.span(word));
  }

  /** A name that begins with a digit, or a path without quotes. */
  private Optional<Problem> missingQuotes() {
    boolean name = expects(RULE_modelName) || expects(RULE_taskName) || expects(RULE_policyName);
    if (!name || Keywords.of(wrong.getType()).isPresent() || !followedClosely()) {
      return Optional.empty();
    }
    return Optional.of(
        new Problem(
            "Names are letters, digits, '_', '-' and '.', beginning with a letter; anything else,"
                + " as a path, goes in double quotes.",
            text.span(wrong)));
  }

  /** Signs that other notations have where this one has none. */
  private Optional<Problem> badSign() {
    String message =
        switch (wrong.getType()) {
          case EQUALS ->
              expectsPhrase("a number") ? "Options outside parentheses have no '='." : "";
          case LEFT_BRACKET -> expectsType(LEFT_PAREN) ? "Parameters go in parentheses: ( )." : "";
          case NUMBER ->
              wrong.getText().startsWith(".") && touchesBefore()
                  ? "A range is written with two dots, as in 0.1..0.9."
                  : "";
          default -> "";
        };
    return message.isEmpty()
        ? Optional.empty()
        : Optional.of(new Problem(message, text.span(wrong)));
  }

  private boolean touchesBefore() {
    return reach.taken() > 0 && text.end(tokens.get(reach.taken() - 1)) == text.start(wrong);
  }

  private boolean expectsPhrase(String phrase) {
    return reach.expected().stream().anyMatch(e -> phrase(e).filter(phrase::equals).isPresent());
  }

  private Problem expected() {
    Set<String> phrases = new LinkedHashSet<>();
    Set<String> owners = new LinkedHashSet<>();
    Set<String> keywords = new LinkedHashSet<>();
    Set<String> signs = new LinkedHashSet<>();
    boolean end = false;
    for (GrammarWalk.Expected one : reach.expected()) {
      Optional<String> phrase = phrase(one);
      Optional<String> keyword = Keywords.of(one.type());
      if (isAside(one)) {
        continue;
      } else if (one.rules().get(0) == RULE_separator || one.type() == Token.EOF) {
        end = !atBeginning();
      } else if (phrase.isPresent()) {
        phrases.add(phrase.get());
      } else if (keyword.isPresent()) {
        keywords.add(keyword.get());
        beginsOption(one).ifPresent(owners::add);
      } else {
        signs.add(KvLabLexer.VOCABULARY.getLiteralName(one.type()));
      }
    }
    if (phrases.size() + keywords.size() + signs.size() > 1) {
      signs.remove("'('"); // that parameters could begin here is no news
    }
    Optional<String> meant =
        isWord(wrong) ? Suggestions.closest(wrong.getText(), keywords) : Optional.empty();
    List<String> all = new ArrayList<>(phrases);
    all.addAll(signs);
    if (owners.isEmpty()) {
      keywords.forEach(k -> all.add("'" + k + "'"));
    } else {
      keywords.stream()
          .filter(k -> k.equals("step") || k.equals("of"))
          .forEach(k -> all.add("'" + k + "'"));
      all.add("an option of " + orList(List.copyOf(owners)));
    }
    if (end) {
      all.add(atPolicy() ? "the end of the policy" : "the end of the statement");
    }
    String hint =
        owners.isEmpty() || !isWord(wrong) || meant.isPresent()
            ? ""
            : " 'help " + owners.iterator().next() + "' lists the options.";
    return new Problem("Expected " + orList(all) + found() + hint, meant, place());
  }

  /** Possible, but nothing that a reader would miss. */
  private boolean isAside(GrammarWalk.Expected one) {
    int innermost = one.rules().get(0);
    boolean naming = // "compress" could still become the name of a result
        innermost == RULE_statement && one.type() == EQUALS && reach.expected().size() > 1;
    return naming
        || (one.type() == NEWLINE && innermost != RULE_separator)
        || innermost == RULE_value
        || innermost == RULE_product
        || (innermost == RULE_source && one.type() == LEFT_PAREN);
  }

  private Optional<String> phrase(GrammarWalk.Expected one) {
    if (atBeginning() && one.type() != Token.EOF && one.rules().get(0) != RULE_separator) {
      return Optional.of("a statement");
    }
    if (QUERIES.contains(one.type()) && one.rules().get(0) == RULE_query) {
      return Optional.of("a query");
    }
    if (one.within(RULE_settingValue)) {
      return Optional.of("a value");
    }
    if (one.type() == RIGHT_PAREN || one.type() == RIGHT_BRACKET || one.type() == COMMA) {
      return Optional.empty(); // signs are shown as they are
    }
    for (int rule : one.rules()) {
      boolean spelling =
          rule == RULE_name
              || rule == RULE_word
              || rule == RULE_nonReserved
              || rule == RULE_clauseWord;
      if (!spelling) {
        return Optional.ofNullable(PHRASES.get(rule));
      }
    }
    return Optional.empty();
  }

  /** Whether a policy stands alone. */
  private boolean atPolicy() {
    return reach.expected().stream().anyMatch(e -> e.within(RULE_singlePolicy));
  }

  private boolean atBeginning() {
    return expects(RULE_resultName);
  }

  /** The statement whose option the keyword would begin. */
  private Optional<String> beginsOption(GrammarWalk.Expected one) {
    int before = reach.taken() > 0 ? tokens.get(reach.taken() - 1).getType() : Token.EOF;
    if (before == DECODE || before == AS) {
      return Optional.empty();
    }
    for (int rule : one.rules()) {
      String owner = OPTIONS.get(rule);
      if (owner != null) {
        return Optional.of(owner);
      }
      if (rule == RULE_point
          || rule == RULE_chatMode
          || rule == RULE_scoringMode
          || rule == RULE_numberItem
          || rule == RULE_source
          || rule == RULE_query) {
        return Optional.empty();
      }
    }
    return Optional.empty();
  }

  private String found() {
    return switch (wrong.getType()) {
      case Token.EOF, NEWLINE, SEMICOLON -> ", but the statement ends here.";
      case STRING -> ", found a text.";
      case NUMBER -> ", found the number " + shortened(wrong.getText()) + ".";
      default ->
          Keywords.of(wrong.getType()).isPresent()
              ? ", found the keyword " + quoted(wrong) + "."
              : ", found " + quoted(wrong) + ".";
    };
  }

  /**
   * Where the wrong token stands; where a statement ends too early, right behind its last token.
   */
  private SourceSpan place() {
    int type = wrong.getType();
    int last = Math.min(reach.taken(), tokens.size() - 1) - 1;
    if (type != Token.EOF && type != NEWLINE && type != SEMICOLON) {
      return text.span(wrong);
    }
    while (last >= 0 && tokens.get(last).getType() == NEWLINE) {
      last--;
    }
    if (last < 0) {
      return text.span(wrong);
    }
    int end = text.end(tokens.get(last));
    return text.source().span(end, end);
  }

  private boolean expects(int rule) {
    return reach.expected().stream().anyMatch(e -> e.within(rule) && e.type() == NAME);
  }

  private boolean expectsType(int type) {
    return reach.expected().stream().anyMatch(e -> e.type() == type);
  }

  private boolean followedBy(int type) {
    int next = reach.taken() + 1;
    return next < tokens.size() && tokens.get(next).getType() == type;
  }

  /** Whether the wrong token and the next one touch, as in {@code 7b} or {@code /models}. */
  private boolean followedClosely() {
    int next = reach.taken() + 1;
    return (wrong.getType() == NUMBER || wrong.getType() == SLASH || wrong.getType() == RANGE)
        && next < tokens.size()
        && tokens.get(next).getType() != NEWLINE
        && tokens.get(next).getType() != Token.EOF
        && text.start(tokens.get(next)) == text.end(wrong);
  }

  private static boolean isWord(Token token) {
    return token.getType() == NAME || Keywords.of(token.getType()).isPresent();
  }

  private static String quoted(Token token) {
    return "'" + shortened(token.getText()) + "'";
  }

  private static String shortened(String word) {
    return word.length() <= 40 ? word : word.substring(0, 37) + "...";
  }

  static String orList(List<String> words) {
    return words.size() < 2
        ? String.join("", words)
        : String.join(", ", words.subList(0, words.size() - 1))
            + " or "
            + words.get(words.size() - 1);
  }
}
