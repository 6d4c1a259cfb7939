package io.kvlab.dsl.internal;

import io.kvlab.dsl.DslException;
import io.kvlab.dsl.Problem;
import io.kvlab.dsl.ast.Call;
import io.kvlab.dsl.ast.Program;
import io.kvlab.dsl.ast.SourceText;
import io.kvlab.dsl.ast.Statement;
import io.kvlab.dsl.parser.KvLabParser;
import io.kvlab.dsl.parser.KvLabParser.LineContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.antlr.v4.runtime.BailErrorStrategy;
import org.antlr.v4.runtime.BaseErrorListener;
import org.antlr.v4.runtime.CommonTokenStream;
import org.antlr.v4.runtime.DefaultErrorStrategy;
import org.antlr.v4.runtime.Parser;
import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.RecognitionException;
import org.antlr.v4.runtime.Recognizer;
import org.antlr.v4.runtime.RuleContext;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.atn.PredictionMode;
import org.antlr.v4.runtime.misc.ParseCancellationException;
import org.jspecify.annotations.Nullable;

/** Text to tree: the fast SLL prediction first, and the full one where that fails. */
public final class Parsing {
  /** Parentheses and brackets inside each other; beyond this a text is refused. */
  static final int DEEPEST = 32;

  /** Arithmetic signs in the parameters of one policy: each may add a level to the tree. */
  static final int MOST_OPERATORS = 64;

  /** Tokens of one statement: what is expected behind each is followed in all its readings. */
  static final int MOST_WORDS = 2_000;

  /** Characters of a text; a program of four hundred statements has fewer. */
  static final int LONGEST = 32_000;

  private static final Set<Integer> OPERATORS =
      Set.of(KvLabParser.PLUS, KvLabParser.MINUS, KvLabParser.STAR, KvLabParser.SLASH);

  private Parsing() {}

  /**
   * Parses any number of statements, one line at a time: a line's tree is gone before the next is
   * made, and only a line that the fast prediction cannot follow is read a second time.
   */
  public static Program program(String text) {
    TokenText tokens = tokens(text);
    refuseLargeTrees(tokens);
    AstBuilder builder = new AstBuilder(tokens);
    CommonTokenStream stream = tokens.stream();
    List<Statement> statements = new ArrayList<>();
    KvLabParser fast = fast(tokens);
    while (true) {
      if (!atEndOfLine(stream)) {
        statements.add(builder.statement(line(tokens, fast).statement()));
      }
      if (stream.LA(1) == Token.EOF) {
        return new Program(statements, tokens.source());
      }
      stream.consume(); // the separator
    }
  }

  private static LineContext line(TokenText tokens, KvLabParser fast) {
    CommonTokenStream stream = tokens.stream();
    int start = stream.index();
    try {
      LineContext line = fast.line();
      if (atEndOfLine(stream)) {
        return line;
      }
    } catch (ParseCancellationException e) {
      fast.setContext(null); // it stopped inside of a rule
    }
    stream.seek(start);
    LineContext line = thorough(tokens).line();
    if (atEndOfLine(stream)) {
      return line;
    }
    List<Token> rest = tokens.visibleFrom(start);
    throw new DslException(
        new SyntaxProblem(tokens, rest, GrammarWalk.line(rest)).describe(), tokens.source());
  }

  private static boolean atEndOfLine(CommonTokenStream stream) {
    int type = stream.LA(1);
    return type == Token.EOF || type == KvLabParser.NEWLINE || type == KvLabParser.SEMICOLON;
  }

  /** Parses exactly one statement. */
  public static Statement statement(String text) {
    TokenText tokens = tokens(text);
    return new AstBuilder(tokens)
        .statement(parse(tokens, KvLabParser::singleStatement).statement());
  }

  /** Parses exactly one policy. */
  public static Call policy(String text) {
    TokenText tokens = tokens(text);
    return new AstBuilder(tokens).policy(parse(tokens, KvLabParser::singlePolicy).policy());
  }

  private static <T extends ParserRuleContext> T parse(
      TokenText tokens, Function<KvLabParser, T> entry) {
    refuseLargeTrees(tokens);
    try {
      return entry.apply(fast(tokens));
    } catch (ParseCancellationException e) {
      tokens.stream().seek(0);
      return entry.apply(thorough(tokens));
    }
  }

  /** Follows most texts, and gives up at the first doubt. */
  private static KvLabParser fast(TokenText tokens) {
    KvLabParser parser = new KvLabParser(tokens.stream());
    parser.removeErrorListeners();
    parser.getInterpreter().setPredictionMode(PredictionMode.SLL);
    parser.setErrorHandler(new BailErrorStrategy());
    return parser;
  }

  /** Follows every right text, and says where a wrong one goes wrong. */
  private static KvLabParser thorough(TokenText tokens) {
    KvLabParser parser = new KvLabParser(tokens.stream());
    parser.removeErrorListeners();
    parser.getInterpreter().setPredictionMode(PredictionMode.LL);
    parser.setErrorHandler(new NoRepair());
    parser.addErrorListener(new Thrower(tokens));
    return parser;
  }

  /** A tree takes hundreds of times the memory of its text, so the text is bounded. */
  private static TokenText tokens(String text) {
    if (text.length() > LONGEST) {
      String message =
          "The text is longer than " + LONGEST + " characters; give it in several pieces.";
      SourceText beginning = new SourceText(text.substring(0, 80));
      throw new DslException(new Problem(message, beginning.span(0, 1)), beginning);
    }
    return TokenText.toFirstNonsense(text);
  }

  private static void refuseLargeTrees(TokenText tokens) {
    int depth = 0;
    int operators = 0;
    int length = 0;
    int before = Token.EOF;
    for (Token token : tokens.visible()) {
      int type = token.getType();
      boolean ends = // a list goes on behind a comma
          type == KvLabParser.SEMICOLON
              || (type == KvLabParser.NEWLINE && before != KvLabParser.COMMA && depth == 0);
      length = ends ? 0 : length + 1;
      if (length > MOST_WORDS) {
        String message = "This statement has more than " + MOST_WORDS + " words and signs.";
        throw new DslException(new Problem(message, tokens.span(token)), tokens.source());
      }
      boolean query = // the parentheses around an inline query are no nesting of values
          depth == 0
              && (before == KvLabParser.OF
                  || before == KvLabParser.EXPLAIN
                  || before == KvLabParser.EXPORT
                  || before == KvLabParser.REPORT);
      if ((type == KvLabParser.LEFT_PAREN && !query) || type == KvLabParser.LEFT_BRACKET) {
        depth++;
      } else if (type == KvLabParser.RIGHT_PAREN || type == KvLabParser.RIGHT_BRACKET) {
        depth = Math.max(0, depth - 1);
      }
      if (type != KvLabParser.NEWLINE || before != KvLabParser.COMMA) {
        before = type;
      }
      operators = depth == 0 ? 0 : operators + (OPERATORS.contains(type) ? 1 : 0);
      if (depth > DEEPEST || operators > MOST_OPERATORS) {
        String message =
            depth > DEEPEST
                ? "Parentheses are nested more than " + DEEPEST + " deep."
                : "These parameters hold more than " + MOST_OPERATORS + " arithmetic signs.";
        throw new DslException(new Problem(message, tokens.span(token)), tokens.source());
      }
    }
  }

  /** Reports the first error as it is: guessed tokens would only blur its message. */
  private static final class NoRepair extends DefaultErrorStrategy {
    @Override
    protected @Nullable Token singleTokenDeletion(Parser recognizer) {
      return null;
    }

    @Override
    protected boolean singleTokenInsertion(Parser recognizer) {
      return false;
    }
  }

  private static final class Thrower extends BaseErrorListener {
    private final TokenText tokens;

    Thrower(TokenText tokens) {
      this.tokens = tokens;
    }

    @Override
    public void syntaxError(
        Recognizer<?, ?> recognizer,
        @Nullable Object offendingSymbol,
        int line,
        int column,
        String message,
        @Nullable RecognitionException cause) {
      RuleContext context = ((Parser) recognizer).getContext();
      while (context.parent != null && context.getRuleIndex() != KvLabParser.RULE_line) {
        context = context.parent;
      }
      int start = ((ParserRuleContext) context).getStart().getTokenIndex();
      List<Token> rest = tokens.visibleFrom(start);
      GrammarWalk.Reach reach =
          context.getRuleIndex() == KvLabParser.RULE_line
                  || context.getRuleIndex() == KvLabParser.RULE_program
              ? GrammarWalk.line(rest)
              : GrammarWalk.rule(context.getRuleIndex(), rest);
      throw new DslException(new SyntaxProblem(tokens, rest, reach).describe(), tokens.source());
    }
  }
}
