package io.kvlab.dsl.internal;

import static io.kvlab.dsl.parser.KvLabParser.*;

import io.kvlab.dsl.Completion;
import io.kvlab.dsl.Described;
import io.kvlab.dsl.Help;
import io.kvlab.dsl.Parameter;
import io.kvlab.dsl.Vocabulary;
import io.kvlab.dsl.ast.Name;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.antlr.v4.runtime.Token;

/**
 * Gathers what may stand at a caret: the grammar says which kinds of words, the vocabulary which
 * words.
 */
public final class Candidates {
  /** What may stand where a rule wants a name. */
  private static final Map<Integer, List<Vocabulary.Kind>> NAMES =
      Map.of(
          RULE_policyName, List.of(Vocabulary.Kind.POLICY),
          RULE_taskName, List.of(Vocabulary.Kind.TASK),
          RULE_modelName, List.of(Vocabulary.Kind.MODEL),
          RULE_boundName, List.of(Vocabulary.Kind.RESULT),
          RULE_deviceName, List.of(Vocabulary.Kind.DEVICE),
          RULE_mechanismName, List.of(Vocabulary.Kind.MECHANISM),
          RULE_plotKind, List.of(Vocabulary.Kind.PLOT),
          RULE_columnName, List.of(Vocabulary.Kind.COLUMN),
          RULE_settingName, List.of(Vocabulary.Kind.SETTING),
          RULE_describedName,
              List.of(
                  Vocabulary.Kind.POLICY,
                  Vocabulary.Kind.TASK,
                  Vocabulary.Kind.MODEL,
                  Vocabulary.Kind.PLOT,
                  Vocabulary.Kind.SETTING,
                  Vocabulary.Kind.RESULT));

  /** Rules that only say how a name is spelled, or that a value is one. */
  private static final Set<Integer> SPELLING =
      Set.of(RULE_name, RULE_word, RULE_nonReserved, RULE_clauseWord);

  /** Tokens inside which, or right behind which, no word begins. */
  private static final Set<Integer> NOTHING_AFTER =
      Set.of(NUMBER, STRING, OPEN_STRING, COMMENT, UNKNOWN, RIGHT_PAREN, RIGHT_BRACKET);

  private static final int FARTHEST = 10_000;

  private final Vocabulary vocabulary;
  private final List<Token> tokens;
  private final String prefix;
  private final int from;
  private final int to;
  private final boolean nothing;
  private final Map<String, Completion> names = new LinkedHashMap<>();
  private final Map<Integer, Completion> keywords = new TreeMap<>();

  public Candidates(String text, int caret, Vocabulary vocabulary) {
    this.vocabulary = vocabulary;
    int start = wordStart(text, caret);
    TokenText before = TokenText.of(text.substring(farthest(text, start), start));
    List<Token> all = before.all();
    Token last = all.size() < 2 ? all.get(0) : all.get(all.size() - 2); // in front of the end
    boolean digits = start < caret && Character.isDigit(text.charAt(start));
    this.nothing = digits || NOTHING_AFTER.contains(last.getType());
    this.prefix = text.substring(start, caret).toLowerCase(Locale.ROOT);
    this.from = start;
    this.to = start < caret ? wordEnd(text, caret) : caret;
    List<Token> visible = before.visible();
    this.tokens = visible.subList(0, visible.size() - 1);
  }

  /** Where reading begins: a line's beginning, so far above that no statement is that long. */
  private static int farthest(String text, int start) {
    if (start <= FARTHEST) {
      return 0;
    }
    int line = text.indexOf('\n', start - FARTHEST) + 1;
    return line > 0 && line <= start ? line : start - FARTHEST;
  }

  /** All candidates. */
  public List<Completion> list() {
    if (nothing) {
      return List.of();
    }
    gather(tokens.subList(statementStart(), tokens.size()));
    if (names.isEmpty() && keywords.isEmpty()) { // an unfinished statement above may hide this one
      gather(tokens.subList(lineStart(), tokens.size()));
    }
    List<Completion> found = new ArrayList<>(names.values());
    found.addAll(keywords.values());
    return found;
  }

  private void gather(List<Token> statement) {
    GrammarWalk.Reach reach = GrammarWalk.line(statement);
    if (reach.taken() < statement.size()) {
      return;
    }
    Set<Integer> given = givenOptions(statement);
    for (GrammarWalk.Expected one : reach.expected()) {
      int rule = one.rules().stream().filter(r -> !SPELLING.contains(r)).findFirst().orElseThrow();
      boolean isValue = rule == RULE_atom || rule == RULE_settingValue; // described by parameters
      boolean spelled = SPELLING.contains(one.rules().get(0));
      if (one.type() == NAME) {
        names(rule, one);
      } else if (!spelled && !isValue && !given.contains(one.type())) {
        Keywords.of(one.type()).ifPresent(k -> keyword(one.type(), k));
      }
    }
  }

  private void names(int rule, GrammarWalk.Expected one) {
    for (Vocabulary.Kind kind : NAMES.getOrDefault(rule, List.of())) {
      for (Described described : vocabulary.all(kind)) {
        name(described.name(), Completion.Kind.valueOf(kind.name()), described.help());
      }
    }
    if (rule == RULE_helpTopic) {
      for (Help.Topic topic : Help.topics()) {
        add(topic.name(), Completion.Kind.TOPIC, topic.summary());
      }
    } else if (rule == RULE_parameterName) {
      parameters(one);
    } else if (rule == RULE_valueName) {
      currentParameter(one).ifPresent(this::values);
    } else if (rule == RULE_settingValue) {
      setting().ifPresent(this::values);
    }
  }

  private void parameters(GrammarWalk.Expected one) {
    int open = openParenthesis();
    Set<String> given = new TreeSet<>();
    for (int i = open + 1, depth = 0; i < tokens.size(); i++) {
      int type = tokens.get(i).getType();
      depth += type == LEFT_PAREN ? 1 : type == RIGHT_PAREN ? -1 : 0;
      if (depth == 0 && type == EQUALS) {
        given.add(tokens.get(i - 1).getText());
      }
    }
    boolean positional = hasArguments(open) && !isEquals(open + 2);
    for (Parameter parameter : callee(one, open).map(Described::parameters).orElse(List.of())) {
      boolean isGiven =
          given.contains(parameter.name())
              || (positional && parameter.type() == Parameter.Type.POLICY);
      if (!isGiven) {
        String byDefault = parameter.defaultText().map(d -> " (default " + d + ")").orElse("");
        add(parameter.name() + "=", Completion.Kind.PARAMETER, parameter.help() + byDefault);
      }
    }
  }

  private boolean hasArguments(int open) {
    return tokens.stream().skip(open + 1L).anyMatch(t -> t.getType() != NEWLINE);
  }

  private boolean isEquals(int index) {
    return index < tokens.size() && tokens.get(index).getType() == EQUALS;
  }

  /** The parameter whose value stands at the caret; one given by position is the inner policy. */
  private Optional<Parameter> currentParameter(GrammarWalk.Expected one) {
    int open = openParenthesis();
    Optional<Described> callee = callee(one, open);
    int start = open + 1;
    for (int i = open + 1, depth = 0; i < tokens.size(); i++) {
      int type = tokens.get(i).getType();
      depth += type == LEFT_PAREN || type == LEFT_BRACKET ? 1 : 0;
      depth -= type == RIGHT_PAREN || type == RIGHT_BRACKET ? 1 : 0;
      start = depth == 0 && type == COMMA ? i + 1 : start;
    }
    while (start < tokens.size() && tokens.get(start).getType() == NEWLINE) {
      start++;
    }
    if (start >= tokens.size()) {
      return callee.stream()
          .filter(c -> !hasArguments(open))
          .flatMap(c -> c.parameters().stream())
          .filter(p -> p.type() == Parameter.Type.POLICY)
          .findFirst();
    }
    String name = tokens.get(start).getText();
    return callee.flatMap(c -> c.parameter(name));
  }

  private void values(Parameter parameter) {
    if (parameter.type() == Parameter.Type.POLICY) {
      for (Described policy : vocabulary.all(Vocabulary.Kind.POLICY)) {
        name(policy.name(), Completion.Kind.POLICY, policy.help());
      }
      return;
    }
    List<String> values = new ArrayList<>(parameter.choices());
    if (parameter.type() == Parameter.Type.FLAG) {
      values.addAll(List.of("true", "false"));
    }
    values.addAll(parameter.words());
    values.addAll(parameter.variables());
    parameter
        .defaultText()
        .filter(d -> !d.isEmpty() && !values.contains(d))
        .ifPresent(d -> values.add(0, d));
    for (String value : values) {
      boolean byDefault = parameter.defaultText().filter(value::equals).isPresent();
      add(value, Completion.Kind.VALUE, parameter.help() + (byDefault ? " (the default)" : ""));
    }
  }

  private Optional<Parameter> setting() {
    return tokens.stream()
        .skip(statementStart() + 1L)
        .findFirst()
        .flatMap(token -> vocabulary.find(Vocabulary.Kind.SETTING, token.getText()))
        .flatMap(setting -> setting.parameters().stream().findFirst());
  }

  /** What the parenthesis belongs to. */
  private Optional<Described> callee(GrammarWalk.Expected one, int open) {
    if (open < 1) {
      return Optional.empty();
    }
    Token name = tokens.get(open - 1);
    int inside = one.rules().indexOf(RULE_arguments);
    boolean task = inside >= 0 && one.rules().get(inside + 1) == RULE_task;
    return vocabulary.find(
        task ? Vocabulary.Kind.TASK : Vocabulary.Kind.POLICY, name.getText().replace("\"", ""));
  }

  /** Index of the last parenthesis of a call that is still open; -1 if there is none. */
  private int openParenthesis() {
    int depth = 0;
    for (int i = tokens.size() - 1; i >= 0; i--) {
      int type = tokens.get(i).getType();
      if (type == RIGHT_PAREN) {
        depth++;
      } else if (type == LEFT_PAREN && depth-- == 0) {
        boolean call = i > 0 && isWord(tokens.get(i - 1)); // else it only groups an expression
        if (call) {
          return i;
        }
        depth = 0;
      }
    }
    return -1;
  }

  /** Index of the first token of the statement at the caret. */
  private int statementStart() {
    int start = 0;
    int depth = 0;
    int before = Token.EOF;
    for (int i = 0; i < tokens.size(); i++) {
      int type = tokens.get(i).getType();
      depth += type == LEFT_PAREN || type == LEFT_BRACKET ? 1 : 0;
      depth = Math.max(0, depth - (type == RIGHT_PAREN || type == RIGHT_BRACKET ? 1 : 0));
      boolean ends = type == SEMICOLON || (type == NEWLINE && depth == 0 && before != COMMA);
      if (ends) {
        start = i + 1;
        depth = 0;
      }
      before = type == NEWLINE && !ends ? before : type;
    }
    return start;
  }

  /** Index of the first token of the caret's line. */
  private int lineStart() {
    int start = tokens.size();
    while (start > 0 && tokens.get(start - 1).getType() != NEWLINE) {
      start--;
    }
    return start;
  }

  /** Options that the statement has already: each may be given once. */
  private static Set<Integer> givenOptions(List<Token> statement) {
    Set<Integer> given = new TreeSet<>();
    int depth = 0;
    int before = Token.EOF;
    for (Token token : statement) {
      int type = token.getType();
      boolean name = Set.of(CHAT, BY, COLOR, FACET, DECODE, SET, HELP, DESCRIBE).contains(before);
      if (Set.of(COMPRESS, BASELINE, ATTENTION, GENERATE, PLOT, COMPARE).contains(type)) {
        given.clear();
      } else if (depth == 0 && !name && OPTION_KEYWORDS.contains(type)) {
        given.add(type);
      }
      depth += type == LEFT_PAREN ? 1 : type == RIGHT_PAREN ? -1 : 0;
      before = type;
    }
    if (given.contains(RATIO) || given.contains(CAPACITY)) {
      given.addAll(Set.of(RATIO, CAPACITY));
    }
    if (before == DECODE || before == CHAT) {
      given.removeAll(Set.of(RATIO, ON));
    }
    return given;
  }

  private static final Set<Integer> OPTION_KEYWORDS =
      Set.of(
          RATIO,
          CAPACITY,
          DECODE,
          AT,
          ON,
          WITH,
          SHOTS,
          LIMIT,
          SEED,
          CONTEXT,
          CONTINUATION,
          WINDOWS,
          MAX,
          CHAT,
          DEVICE,
          SCORING,
          WITHOUT,
          FRESH,
          EXAMPLE,
          LAYER,
          HEAD,
          BY,
          COLOR,
          FACET,
          SAVE,
          TASK,
          MODEL,
          POLICY);

  private void keyword(int type, String keyword) {
    if (keyword.startsWith(prefix)) {
      String help = Help.on(keyword).map(Help.Topic::summary).orElse("");
      keywords.put(type, new Completion(keyword, Completion.Kind.KEYWORD, help, from, to));
    }
  }

  private void name(String name, Completion.Kind kind, String help) {
    add(name, Name.isBare(name) ? name : Strings.write(name), kind, help);
  }

  private void add(String text, Completion.Kind kind, String help) {
    add(text, text, kind, help);
  }

  private void add(String name, String text, Completion.Kind kind, String help) {
    if (name.toLowerCase(Locale.ROOT).startsWith(prefix)) {
      names.putIfAbsent(text, new Completion(text, kind, help, from, to));
    }
  }

  private static boolean isWord(Token token) {
    return token.getType() == NAME
        || token.getType() == STRING
        || Keywords.of(token.getType()).isPresent();
  }

  /** Where the word begins that touches the caret; the caret itself if there is none. */
  private static int wordStart(String text, int caret) {
    int start = caret;
    while (start > 0 && isInWord(text.charAt(start - 1))) {
      start--;
    }
    while (start < caret && "-.".indexOf(text.charAt(start)) >= 0) {
      start++;
    }
    return start;
  }

  private static boolean isInWord(char c) {
    return (c < 128 && Character.isLetterOrDigit(c)) || "_-.".indexOf(c) >= 0;
  }

  private static int wordEnd(String text, int caret) {
    int end = caret;
    while (end < text.length() && isInWord(text.charAt(end))) {
      end++;
    }
    return end;
  }
}
