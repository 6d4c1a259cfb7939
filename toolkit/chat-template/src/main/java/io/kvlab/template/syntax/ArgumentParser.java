package io.kvlab.template.syntax;

import io.kvlab.template.syntax.Expr.CallArguments;
import io.kvlab.template.syntax.Token.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Reads the arguments of calls, filters and tests. */
final class ArgumentParser {
  private final TokenStream tokens;
  private final Supplier<Expr> expression;

  ArgumentParser(TokenStream tokens, Supplier<Expr> expression) {
    this.tokens = tokens;
    this.expression = expression;
  }

  /** The arguments of a call, from its opening parenthesis on. */
  CallArguments read() {
    int depth = tokens.deeper();
    tokens.expectOperator("(");
    List<Expr> positional = new ArrayList<>();
    List<String> names = new ArrayList<>();
    List<Expr> named = new ArrayList<>();
    Optional<Expr> more = Optional.empty();
    Optional<Expr> moreNamed = Optional.empty();
    boolean first = true;
    while (!tokens.operator(")")) {
      if (!first) {
        tokens.expectOperator(",");
        if (tokens.operator(")")) {
          break;
        }
      }
      first = false;
      if (tokens.operator("*") && more.isEmpty() && moreNamed.isEmpty()) {
        tokens.next();
        more = Optional.of(expression.get());
      } else if (tokens.operator("**") && moreNamed.isEmpty()) {
        tokens.next();
        moreNamed = Optional.of(expression.get());
      } else if (tokens.current().is(Kind.NAME)
          && tokens.ahead().is(Kind.OPERATOR, "=")
          && moreNamed.isEmpty()) {
        String name = tokens.next().text();
        if (names.contains(name)) {
          throw tokens.fail("keyword argument repeated: " + name);
        }
        tokens.next();
        names.add(name);
        named.add(expression.get());
      } else if (more.isEmpty() && moreNamed.isEmpty() && names.isEmpty()) {
        positional.add(expression.get());
      } else {
        throw tokens.fail("invalid syntax for function call expression");
      }
    }
    tokens.expectOperator(")");
    tokens.rise(depth);
    return new CallArguments(positional, names, named, more, moreNamed);
  }
}
