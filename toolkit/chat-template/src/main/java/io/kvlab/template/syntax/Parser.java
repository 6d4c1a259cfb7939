package io.kvlab.template.syntax;

import io.kvlab.template.TemplateException;
import io.kvlab.template.syntax.Token.Kind;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads the statements of a template. */
public final class Parser {
  private static final int NESTING = 100;

  private final TokenStream tokens;
  private final ExpressionParser expressions;
  private int nesting;

  private Parser(TokenStream tokens) {
    this.tokens = tokens;
    this.expressions = new ExpressionParser(tokens);
  }

  /** Reads a whole template. */
  public static List<Stmt> parse(String source) {
    Parser parser = new Parser(new TokenStream(Lexer.tokens(source)));
    return parser.statements();
  }

  // Up to one of the end tags, which is left standing behind its opening; at the top to the end.
  private List<Stmt> statements(String... ends) {
    if (++nesting > NESTING) {
      throw new TemplateException(
          TemplateException.Kind.LIMIT,
          "statements nest more than " + NESTING + " deep",
          tokens.line());
    }
    List<Stmt> statements = new ArrayList<>();
    while (true) {
      Token token = tokens.next();
      switch (token.kind()) {
        case DATA -> statements.add(new Stmt.Data(token.text(), token.line()));
        case VARIABLE_BEGIN -> {
          statements.add(new Stmt.Print(expressions.tuple(true, ""), token.line()));
          tokens.expect(Kind.VARIABLE_END);
        }
        case BLOCK_BEGIN -> {
          if (!tokens.current().is(Kind.NAME)) {
            throw tokens.fail("tag name expected");
          }
          if (List.of(ends).contains(tokens.current().text())) {
            nesting--;
            return statements;
          }
          int depth = tokens.deeper();
          statements.addAll(statement());
          tokens.rise(depth);
          tokens.expect(Kind.BLOCK_END);
        }
        default -> {
          if (ends.length > 0) {
            throw tokens.fail(
                "Unexpected end of template. Jinja was looking for '"
                    + String.join("' or '", ends)
                    + "'");
          }
          nesting--;
          return statements;
        }
      }
    }
  }

  // The body of a tag that has been read up to its end, and the end tag's name.
  private List<Stmt> body(String... ends) {
    tokens.skipOperator(":");
    tokens.expect(Kind.BLOCK_END);
    return statements(ends);
  }

  private List<Stmt> wholeBody(String end) {
    List<Stmt> body = body(end);
    tokens.next();
    return body;
  }

  private List<Stmt> statement() {
    int line = tokens.line();
    String tag = tokens.next().text();
    return switch (tag) {
      case "print" -> print(line);
      case "if" -> List.of(ifs(line));
      case "for" -> List.of(loop(line));
      case "set" -> List.of(set(line));
      case "with" -> List.of(with(line));
      case "macro" -> List.of(macro(line));
      case "call" -> List.of(call(line));
      case "filter" -> {
        Optional<Expr.Filter> filter =
            expressions.filters(Optional.of(expressions.filter(Optional.empty())));
        yield List.of(new Stmt.FilterBlock(filter.orElseThrow(), wholeBody("endfilter"), line));
      }
      case "generation" -> List.of(new Stmt.Scoped(wholeBody("endgeneration"), line));
      case "block" -> List.of(block(line));
      case "break", "continue" -> List.of(new Stmt.Jump(tag.equals("break"), line));
      case "include", "import", "from", "extends", "autoescape" -> List.of(unavailable(tag, line));
      default ->
          throw new TemplateException(
              TemplateException.Kind.SYNTAX, "Encountered unknown tag '" + tag + "'.", line);
    };
  }

  private List<Stmt> print(int line) {
    List<Stmt> printed = new ArrayList<>();
    while (!tokens.current().is(Kind.BLOCK_END)) {
      if (!printed.isEmpty()) {
        tokens.expectOperator(",");
      }
      printed.add(new Stmt.Print(expressions.expression(), line));
    }
    return printed;
  }

  private Stmt ifs(int line) {
    List<Stmt.Branch> branches = new ArrayList<>();
    int branchLine = line;
    while (true) {
      Expr condition = expressions.tuple(false, "");
      branches.add(new Stmt.Branch(condition, body("elif", "else", "endif"), branchLine));
      branchLine = tokens.line();
      switch (tokens.next().text()) {
        case "elif" -> {}
        case "else" -> {
          return new Stmt.If(branches, wholeBody("endif"), line);
        }
        default -> {
          return new Stmt.If(branches, List.of(), line);
        }
      }
    }
  }

  private Stmt loop(int line) {
    Target target = target("in");
    tokens.expectName("in");
    Expr elements = expressions.tuple(false, "recursive");
    Optional<Expr> condition =
        tokens.skipName("if") ? Optional.of(expressions.expression()) : Optional.empty();
    boolean recursive = tokens.skipName("recursive");
    List<Stmt> body = body("endfor", "else");
    List<Stmt> otherwise = tokens.next().text().equals("else") ? wholeBody("endfor") : List.of();
    return new Stmt.For(target, elements, condition, recursive, body, otherwise, line);
  }

  private Stmt set(int line) {
    Target target = target("");
    if (tokens.skipOperator("=")) {
      return new Stmt.Assign(target, expressions.tuple(true, ""), line);
    }
    Optional<Expr.Filter> filter = expressions.filters(Optional.empty());
    return new Stmt.Capture(target, filter, wholeBody("endset"), line);
  }

  private Stmt with(int line) {
    List<Target> targets = new ArrayList<>();
    List<Expr> values = new ArrayList<>();
    while (!tokens.current().is(Kind.BLOCK_END)) {
      if (!targets.isEmpty()) {
        tokens.expectOperator(",");
      }
      targets.add(target(""));
      tokens.expectOperator("=");
      values.add(expressions.expression());
    }
    return new Stmt.With(targets, values, wholeBody("endwith"), line);
  }

  private Stmt macro(int line) {
    String name = variable().name();
    tokens.openMacro();
    List<String> parameters = new ArrayList<>();
    List<Expr> defaults = new ArrayList<>();
    parameters(parameters, defaults);
    return new Stmt.Macro(signature(name, parameters, defaults, wholeBody("endmacro")), line);
  }

  private Stmt call(int line) {
    // The call stands between the caller's parameters and its body.
    List<String> parameters = new ArrayList<>();
    List<Expr> defaults = new ArrayList<>();
    if (tokens.operator("(")) {
      parameters(parameters, defaults);
    }
    if (!(expressions.expression() instanceof Expr.Call call)) {
      throw tokens.fail("expected call");
    }
    tokens.openMacro();
    List<Stmt> body = wholeBody("endcall");
    return new Stmt.CallBlock(signature("caller", parameters, defaults, body), call, line);
  }

  private void parameters(List<String> parameters, List<Expr> defaults) {
    tokens.expectOperator("(");
    while (!tokens.operator(")")) {
      if (!parameters.isEmpty()) {
        tokens.expectOperator(",");
      }
      parameters.add(variable().name());
      if (tokens.skipOperator("=")) {
        defaults.add(expressions.expression());
      } else if (!defaults.isEmpty()) {
        throw tokens.fail("non-default argument follows default argument");
      }
    }
    tokens.expectOperator(")");
  }

  // Of a macro that is open.
  private Stmt.Signature signature(
      String name, List<String> parameters, List<Expr> defaults, List<Stmt> body) {
    Set<String> distinct = new HashSet<>(parameters);
    if (distinct.size() < parameters.size()) {
      throw tokens.fail("duplicate argument in a macro's definition");
    }
    int caller = parameters.indexOf("caller");
    if (caller >= 0 && caller < parameters.size() - defaults.size()) {
      throw tokens.fail("the special \"caller\" argument must be omitted or be given a default");
    }
    return new Stmt.Signature(name, parameters, defaults, tokens.closeMacro(), body);
  }

  private Stmt block(int line) {
    String name = tokens.anyName();
    boolean scoped = tokens.skipName("scoped");
    boolean required = tokens.skipName("required");
    List<Stmt> body = wholeBody("endblock");
    if (required) {
      throw tokens.fail("Required block '" + name + "' not found");
    }
    tokens.skipName(name);
    return new Stmt.Block(name, scoped, body, line);
  }

  // Read in full, so that the tags around it are found.
  private Stmt unavailable(String tag, int line) {
    while (!tokens.current().is(Kind.BLOCK_END) && !tokens.current().is(Kind.END)) {
      tokens.next();
    }
    if (tag.equals("autoescape")) {
      wholeBody("endautoescape");
    }
    return new Stmt.Unavailable(tag, line);
  }

  private Target.Variable variable() {
    Token token = tokens.current();
    String name = tokens.anyName();
    if (Set.of("true", "false", "none", "True", "False", "None").contains(name)) {
      throw new TemplateException(
          TemplateException.Kind.SYNTAX, "can't assign to '" + name + "'", token.line());
    }
    return new Target.Variable(name);
  }

  private Target target(String end) {
    List<Target> targets = new ArrayList<>();
    boolean comma = false;
    while (true) {
      if (!targets.isEmpty()) {
        tokens.expectOperator(",");
      }
      Token token = tokens.current();
      if (token.is(Kind.BLOCK_END)
          || token.is(Kind.OPERATOR, ")")
          || token.is(Kind.OPERATOR, "=")
          || (!end.isEmpty() && token.is(Kind.NAME, end))) {
        break;
      }
      targets.add(oneTarget());
      if (!tokens.operator(",")) {
        break;
      }
      comma = true;
    }
    if (targets.isEmpty()) {
      throw tokens.fail("Expected an expression, got '" + tokens.current().described() + "'");
    }
    return comma ? new Target.Unpacked(targets) : targets.get(0);
  }

  private Target oneTarget() {
    if (tokens.skipOperator("(")) {
      int depth = tokens.deeper();
      Target inside = target("");
      tokens.expectOperator(")");
      tokens.rise(depth);
      return inside;
    }
    Target.Variable variable = variable();
    return tokens.skipOperator(".")
        ? new Target.Field(variable.name(), tokens.anyName())
        : variable;
  }
}
