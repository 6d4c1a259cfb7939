package io.kvlab.template.syntax;

import io.kvlab.template.TemplateException;
import io.kvlab.template.syntax.Expr.CallArguments;
import io.kvlab.template.syntax.Token.Kind;
import io.kvlab.template.value.Real;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Reads expressions, with jinja2's precedence. */
final class ExpressionParser {
  private static final Set<String> COMPARISONS = Set.of("==", "!=", "<", "<=", ">", ">=");

  private final TokenStream tokens;
  private final Literals literals;
  private final ArgumentParser arguments;

  ExpressionParser(TokenStream tokens) {
    this.tokens = tokens;
    this.literals = new Literals(tokens);
    this.arguments = new ArgumentParser(tokens, this::expression);
  }

  /** A conditional or anything below it. */
  Expr expression() {
    int depth = tokens.deeper();
    Expr value = or();
    while (tokens.skipName("if")) {
      tokens.deeper();
      Expr condition = or();
      Optional<Expr> otherwise =
          tokens.skipName("else") ? Optional.of(expression()) : Optional.empty();
      value = new Expr.Conditional(condition, value, otherwise);
    }
    tokens.rise(depth);
    return value;
  }

  /** An expression, or several with commas as a tuple; stops before {@code end}. */
  Expr tuple(boolean conditional, String end) {
    int depth = tokens.deeper();
    Supplier<Expr> element = conditional ? this::expression : this::or;
    List<Expr> elements = new ArrayList<>();
    boolean comma = elements(elements, element, end);
    tokens.rise(depth);
    if (!comma && elements.isEmpty()) {
      throw tokens.fail("Expected an expression, got '" + tokens.current().described() + "'");
    }
    return comma ? new Expr.Collection(true, elements) : elements.get(0);
  }

  private boolean elements(List<Expr> elements, Supplier<Expr> element, String end) {
    boolean comma = false;
    while (true) {
      if (!elements.isEmpty()) {
        tokens.expectOperator(",");
      }
      Token token = tokens.current();
      if (token.is(Kind.VARIABLE_END)
          || token.is(Kind.BLOCK_END)
          || token.is(Kind.OPERATOR, ")")
          || (!end.isEmpty() && token.is(Kind.NAME, end))) {
        return comma;
      }
      elements.add(element.get());
      if (!tokens.operator(",")) {
        return comma;
      }
      comma = true;
    }
  }

  private Expr or() {
    Expr left = and();
    while (tokens.skipName("or")) {
      tokens.deeper();
      left = new Expr.Logical(false, left, and());
    }
    return left;
  }

  private Expr and() {
    Expr left = not();
    while (tokens.skipName("and")) {
      tokens.deeper();
      left = new Expr.Logical(true, left, not());
    }
    return left;
  }

  private Expr not() {
    if (!tokens.skipName("not")) {
      return compare();
    }
    tokens.deeper();
    return new Expr.Not(not());
  }

  private Expr compare() {
    Expr first = sum();
    List<String> operators = new ArrayList<>();
    List<Expr> rest = new ArrayList<>();
    while (true) {
      Token token = tokens.current();
      if (token.is(Kind.OPERATOR) && COMPARISONS.contains(token.text())) {
        operators.add(tokens.next().text());
      } else if (tokens.skipName("in")) {
        operators.add("in");
      } else if (tokens.name("not") && tokens.ahead().is(Kind.NAME, "in")) {
        tokens.next();
        tokens.next();
        operators.add("not in");
      } else {
        return operators.isEmpty() ? first : new Expr.Compare(first, operators, rest);
      }
      rest.add(sum());
    }
  }

  private Expr sum() {
    Expr left = concat();
    while (tokens.operator("+") || tokens.operator("-")) {
      tokens.deeper();
      left = new Expr.Binary(tokens.next().text(), left, concat());
    }
    return left;
  }

  private Expr concat() {
    Expr first = product();
    if (!tokens.operator("~")) {
      return first;
    }
    List<Expr> parts = new ArrayList<>(List.of(first));
    while (tokens.skipOperator("~")) {
      parts.add(product());
    }
    return new Expr.Concat(parts);
  }

  private Expr product() {
    Expr left = power();
    while (tokens.operator("*")
        || tokens.operator("/")
        || tokens.operator("//")
        || tokens.operator("%")) {
      tokens.deeper();
      left = new Expr.Binary(tokens.next().text(), left, power());
    }
    return left;
  }

  private Expr power() {
    Expr left = unary(true);
    while (tokens.skipOperator("**")) {
      tokens.deeper();
      left = Literals.raised(left, unary(true));
    }
    return left;
  }

  private Expr unary(boolean filters) {
    Expr operand;
    if (tokens.operator("-") || tokens.operator("+")) {
      tokens.deeper();
      operand = new Expr.Sign(tokens.next().text().equals("-"), unary(false));
    } else {
      operand = primary();
    }
    Expr whole = postfix(operand);
    return filters ? filtered(whole) : whole;
  }

  /** A literal, a variable, or something in brackets. */
  Expr primary() {
    Token token = tokens.next();
    return switch (token.kind()) {
      case NAME -> literals.named(token.text());
      case STRING -> {
        StringBuilder text = new StringBuilder(token.text());
        while (tokens.current().is(Kind.STRING)) {
          text.append(tokens.next().text());
        }
        yield literals.text(text.toString());
      }
      case INTEGER -> Literals.whole(token);
      case FLOAT -> new Expr.Constant(new Real(Double.parseDouble(token.text())));
      case OPERATOR -> bracketed(token);
      default -> throw unexpected(token);
    };
  }

  private TemplateException unexpected(Token token) {
    return new TemplateException(
        TemplateException.Kind.SYNTAX, "unexpected '" + token.described() + "'", token.line());
  }

  private Expr bracketed(Token token) {
    int depth = tokens.deeper();
    Expr inside =
        switch (token.text()) {
          case "(" -> {
            List<Expr> elements = new ArrayList<>();
            boolean comma = elements(elements, this::expression, "");
            tokens.expectOperator(")");
            yield comma || elements.isEmpty()
                ? new Expr.Collection(true, elements)
                : elements.get(0);
          }
          case "[" -> list();
          case "{" -> dict();
          default -> throw unexpected(token);
        };
    tokens.rise(depth);
    return inside;
  }

  private Expr list() {
    List<Expr> elements = new ArrayList<>();
    while (!tokens.operator("]")) {
      if (!elements.isEmpty()) {
        tokens.expectOperator(",");
        if (tokens.operator("]")) {
          break;
        }
      }
      elements.add(expression());
    }
    tokens.expectOperator("]");
    return new Expr.Collection(false, elements);
  }

  private Expr dict() {
    List<Expr> keys = new ArrayList<>();
    List<Expr> values = new ArrayList<>();
    while (!tokens.operator("}")) {
      if (!keys.isEmpty()) {
        tokens.expectOperator(",");
        if (tokens.operator("}")) {
          break;
        }
      }
      keys.add(expression());
      tokens.expectOperator(":");
      values.add(expression());
    }
    tokens.expectOperator("}");
    return new Expr.DictLiteral(keys, values);
  }

  private Expr postfix(Expr start) {
    Expr expr = start;
    while (tokens.operator(".") || tokens.operator("[") || tokens.operator("(")) {
      tokens.deeper();
      expr = tokens.operator("(") ? new Expr.Call(expr, arguments.read()) : subscript(expr);
    }
    return expr;
  }

  private Expr filtered(Expr start) {
    Expr expr = start;
    while (tokens.operator("|") || tokens.name("is") || tokens.operator("(")) {
      tokens.deeper();
      if (tokens.skipOperator("|")) {
        expr = filter(Optional.of(expr));
      } else if (tokens.skipName("is")) {
        expr = test(expr);
      } else {
        expr = new Expr.Call(expr, arguments.read());
      }
    }
    return expr;
  }

  private Expr subscript(Expr owner) {
    if (tokens.next().text().equals(".")) {
      Token name = tokens.next();
      if (name.is(Kind.INTEGER)) {
        return new Expr.Item(owner, Literals.whole(name));
      }
      if (!name.is(Kind.NAME)) {
        throw tokens.fail("expected name or number");
      }
      return new Expr.Attribute(owner, name.text());
    }
    List<Expr> keys = new ArrayList<>();
    while (!tokens.operator("]")) {
      if (!keys.isEmpty()) {
        tokens.expectOperator(",");
      }
      keys.add(subscribed(owner));
    }
    tokens.expectOperator("]");
    if (keys.size() == 1) {
      Expr key = keys.get(0);
      return key instanceof Expr.Slice ? key : new Expr.Item(owner, key);
    }
    if (keys.stream().anyMatch(Expr.Slice.class::isInstance)) {
      throw tokens.fail("a slice has one dimension");
    }
    return new Expr.Item(owner, new Expr.Collection(true, keys));
  }

  private Expr subscribed(Expr owner) {
    Optional<Expr> start = Optional.empty();
    if (!tokens.operator(":")) {
      Expr key = expression();
      if (!tokens.operator(":")) {
        return key;
      }
      start = Optional.of(key);
    }
    tokens.expectOperator(":");
    Optional<Expr> stop = bound();
    Optional<Expr> step = tokens.skipOperator(":") ? bound() : Optional.empty();
    boolean literal =
        Literals.literal(owner)
            && Stream.of(start, stop, step).flatMap(Optional::stream).allMatch(Literals::literal);
    return new Expr.Slice(owner, start, stop, step, literal);
  }

  private Optional<Expr> bound() {
    boolean none = tokens.operator(":") || tokens.operator("]") || tokens.operator(",");
    return none ? Optional.empty() : Optional.of(expression());
  }

  /** A filter, from its name on. */
  Expr.Filter filter(Optional<Expr> input) {
    String name = dotted();
    return new Expr.Filter(
        input, name, tokens.operator("(") ? arguments.read() : CallArguments.NONE);
  }

  /** The filters of a block, one after another; empty where none stands here. */
  Optional<Expr.Filter> filters(Optional<Expr.Filter> first) {
    Optional<Expr.Filter> chain = first;
    while (tokens.skipOperator("|")) {
      tokens.deeper();
      chain = Optional.of(filter(chain.map(Expr.class::cast)));
    }
    return chain;
  }

  private String dotted() {
    StringBuilder name = new StringBuilder(tokens.anyName());
    while (tokens.skipOperator(".")) {
      name.append('.').append(tokens.anyName());
    }
    return name.toString();
  }

  private Expr test(Expr input) {
    boolean negated = tokens.skipName("not");
    String name = dotted();
    CallArguments given = CallArguments.NONE;
    if (tokens.operator("(")) {
      given = arguments.read();
    } else if (beginsArgument(tokens.current())) {
      if (tokens.name("is")) {
        throw tokens.fail("You cannot chain multiple tests with is");
      }
      Expr argument = postfix(primary());
      given =
          new CallArguments(
              List.of(argument), List.of(), List.of(), Optional.empty(), Optional.empty());
    }
    Expr test = new Expr.Test(input, name, given);
    return negated ? new Expr.Not(test) : test;
  }

  private static boolean beginsArgument(Token token) {
    return switch (token.kind()) {
      case NAME -> !Set.of("else", "or", "and").contains(token.text());
      case STRING, INTEGER, FLOAT -> true;
      case OPERATOR -> token.text().equals("[") || token.text().equals("{");
      default -> false;
    };
  }
}
