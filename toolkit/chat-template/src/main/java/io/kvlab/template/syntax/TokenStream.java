package io.kvlab.template.syntax;

import io.kvlab.template.TemplateException;
import io.kvlab.template.syntax.Token.Kind;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The tokens under the parsers' hands, and how deep they are. */
final class TokenStream {
  private static final int DEPTH = 500;
  private static final Set<String> SPECIAL = Set.of("caller", "varargs", "kwargs");

  private final List<Token> tokens;
  private final Deque<Set<String>> macros = new ArrayDeque<>();
  private int at;
  private int depth;

  TokenStream(List<Token> tokens) {
    this.tokens = tokens;
  }

  Token current() {
    return tokens.get(Math.min(at, tokens.size() - 1));
  }

  Token ahead() {
    return tokens.get(Math.min(at + 1, tokens.size() - 1));
  }

  Token next() {
    Token token = current();
    at++;
    return token;
  }

  int line() {
    return current().line();
  }

  boolean operator(String operator) {
    return current().is(Kind.OPERATOR, operator);
  }

  boolean name(String name) {
    return current().is(Kind.NAME, name);
  }

  boolean skipOperator(String operator) {
    boolean here = operator(operator);
    at += here ? 1 : 0;
    return here;
  }

  boolean skipName(String name) {
    boolean here = name(name);
    at += here ? 1 : 0;
    return here;
  }

  void expectOperator(String operator) {
    if (!skipOperator(operator)) {
      throw unexpected(operator);
    }
  }

  void expectName(String name) {
    if (!skipName(name)) {
      throw unexpected(name);
    }
  }

  String anyName() {
    if (!current().is(Kind.NAME)) {
      throw unexpected("name");
    }
    return next().text();
  }

  void expect(Kind kind) {
    if (!current().is(kind)) {
      throw unexpected(new Token(kind, "", 0).described());
    }
    at++;
  }

  TemplateException unexpected(String expected) {
    return fail("expected token '" + expected + "', got '" + current().described() + "'");
  }

  TemplateException fail(String message) {
    return new TemplateException(TemplateException.Kind.SYNTAX, message, line());
  }

  /** One level deeper; {@link #rise} goes back to what this returned. */
  int deeper() {
    if (depth >= DEPTH) {
      throw new TemplateException(
          TemplateException.Kind.LIMIT, "the template nests too deep", line());
    }
    return depth++;
  }

  void rise(int to) {
    depth = to;
  }

  /** A macro's body begins; {@link #closeMacro} says which special names it read. */
  void openMacro() {
    macros.push(new HashSet<>());
  }

  List<String> closeMacro() {
    return List.copyOf(macros.pop());
  }

  void loaded(String name) {
    if (SPECIAL.contains(name)) {
      macros.forEach(used -> used.add(name));
    }
  }
}
