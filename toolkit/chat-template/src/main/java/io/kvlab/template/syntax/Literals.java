package io.kvlab.template.syntax;

import io.kvlab.template.TemplateException;
import io.kvlab.template.value.Bool;
import io.kvlab.template.value.Int;
import io.kvlab.template.value.None;
import io.kvlab.template.value.Text;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.Map;

/** The literals of a template, and what they do to operators. */
final class Literals {
  private static final int DIGITS = 4300;

  private final TokenStream tokens;
  // Equal literals are one object, as the constants of a Python function are.
  private final Map<String, Text> texts = new HashMap<>();

  Literals(TokenStream tokens) {
    this.tokens = tokens;
  }

  Expr text(String text) {
    return new Expr.Constant(texts.computeIfAbsent(text, Text::of));
  }

  Expr named(String name) {
    return switch (name) {
      case "true", "True" -> new Expr.Constant(Bool.TRUE);
      case "false", "False" -> new Expr.Constant(Bool.FALSE);
      case "none", "None" -> new Expr.Constant(None.NONE);
      default -> {
        tokens.loaded(name);
        yield new Expr.Name(name);
      }
    };
  }

  static Expr whole(Token token) {
    String text = token.text();
    if (text.length() > DIGITS) {
      throw new TemplateException(
          TemplateException.Kind.SYNTAX, "a number has more than 4300 digits", token.line());
    }
    if (text.length() > 1 && text.charAt(0) == '0' && Character.isLetter(text.charAt(1))) {
      char base = Character.toLowerCase(text.charAt(1));
      return constant(new BigInteger(text.substring(2), base == 'x' ? 16 : base == 'o' ? 8 : 2));
    }
    return constant(new BigInteger(text));
  }

  private static Expr constant(BigInteger number) {
    return new Expr.Constant(new Int(number));
  }

  // jinja2 writes a negative literal into Python without parentheses, where ** binds tighter than
  // the sign; two literals it computes itself.
  static Expr raised(Expr base, Expr exponent) {
    boolean negative =
        base instanceof Expr.Sign sign && sign.minus() && sign.operand() instanceof Expr.Constant;
    return negative && !literal(exponent)
        ? new Expr.Sign(true, new Expr.Binary("**", ((Expr.Sign) base).operand(), exponent))
        : new Expr.Binary("**", base, exponent);
  }

  /** Whether an expression is made of literals alone. */
  static boolean literal(Expr expr) {
    if (expr instanceof Expr.Collection collection) {
      return collection.elements().stream().allMatch(Literals::literal);
    }
    if (expr instanceof Expr.DictLiteral dict) {
      return dict.keys().stream().allMatch(Literals::literal)
          && dict.values().stream().allMatch(Literals::literal);
    }
    return expr instanceof Expr.Constant
        || (expr instanceof Expr.Sign sign && literal(sign.operand()));
  }
}
