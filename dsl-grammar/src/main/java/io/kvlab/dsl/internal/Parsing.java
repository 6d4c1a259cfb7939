package io.kvlab.dsl.internal;

import io.kvlab.dsl.DslException;
import io.kvlab.dsl.Problem;
import io.kvlab.dsl.ast.Call;
import io.kvlab.dsl.ast.Program;
import io.kvlab.dsl.ast.SourceText;
import io.kvlab.dsl.ast.Statement;
import io.kvlab.dsl.parser.KvLabParser;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.antlr.v4.runtime.BailErrorStrategy;
import org.antlr.v4.runtime.BaseErrorListener;
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

  /** Characters of a text; a program of five hundred statements has fewer. */
  static final int LONGEST = 50_000;

  private static final Set<Integer> OPERATORS =
      Set.of(KvLabParser.PLUS, KvLabParser.MINUS, KvLabParser.STAR, KvLabParser.SLASH);

  private Parsing() {}

  /** Parses any number of statements. */
  public static Program program(String text) {
    TokenText tokens = tokens(text);
    var tree = parse(tokens, KvLabParser::program);
    AstBuilder builder = new AstBuilder(tokens);
    List<Statement> statements =
        tree.line().stream()
            .filter(line -> line.statement() != null)
            .map(line -> builder.statement(line.statement()))
            .toList();
    return new Program(statements, tokens.source());
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
    refuseDeepTrees(tokens);
    KvLabParser parser = new KvLabParser(tokens.stream());
    parser.removeErrorListeners();
    parser.getInterpreter().setPredictionMode(PredictionMode.SLL);
    parser.setErrorHandler(new BailErrorStrategy());
    try {
      return entry.apply(parser);
    } catch (ParseCancellationException e) {
      parser.reset();
      parser.getInterpreter().setPredictionMode(PredictionMode.LL);
      parser.setErrorHandler(new NoRepair());
      parser.addErrorListener(new Thrower(tokens));
      return entry.apply(parser);
    }
  }

  /** A tree takes hundreds of times the memory of its text, so the text is bounded. */
  private static TokenText tokens(String text) {
    if (text.length() > LONGEST) {
      String message =
          "The text is longer than " + LONGEST + " characters; give it in several pieces.";
      SourceText beginning = new SourceText(text.substring(0, 80));
      throw new DslException(new Problem(message, beginning.span(0, 1)), beginning);
    }
    return TokenText.of(text);
  }

  private static void refuseDeepTrees(TokenText tokens) {
    int depth = 0;
    int operators = 0;
    int before = Token.EOF;
    for (Token token : tokens.visible()) {
      int type = token.getType();
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
      before = type;
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
