package io.kvlab.template.syntax;

import io.kvlab.template.TemplateException;
import io.kvlab.template.syntax.Token.Kind;
import io.kvlab.template.value.CodePoints;
import io.kvlab.template.value.Repr;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Cuts a template into tokens, with the white space rules of {@code trim_blocks} and {@code
 * lstrip_blocks}: a tag's line loses its indentation and its line end, a sign says otherwise.
 */
final class Lexer {
  private static final List<String> OPERATORS =
      List.of(
          "**", "//", "==", "!=", "<=", ">=", "+", "-", "/", "*", "%", "~", "[", "]", "(", ")", "{",
          "}", "<", ">", "=", ".", ":", "|", ",", ";");
  private static final Pattern FLOAT =
      Pattern.compile(
          "(?:\\d+_)*+\\d+(?:(?:\\.(?:\\d+_)*\\d+)?[eE][+-]?(?:\\d+_)*\\d+|\\.(?:\\d+_)*\\d+)");
  private static final Pattern INTEGER =
      Pattern.compile(
          "0[bB](?:_?[01])++|0[oO](?:_?[0-7])++|0[xX](?:_?[0-9a-fA-F])++|[1-9](?:_?\\d)*+|0(?:_?0)*+");

  private final String source;
  private final List<Token> tokens = new ArrayList<>();
  private int at;
  private int line = 1;
  private int counted;

  private Lexer(String text) {
    String lines = text.replace("\r\n", "\n").replace('\r', '\n');
    this.source = lines.endsWith("\n") ? lines.substring(0, lines.length() - 1) : lines;
  }

  static List<Token> tokens(String text) {
    Lexer lexer = new Lexer(text);
    lexer.root();
    lexer.add(Kind.END, "");
    return lexer.tokens;
  }

  private void add(Kind kind, String text) {
    tokens.add(new Token(kind, text, line()));
  }

  // The line of the current place; places only grow.
  private int line() {
    for (; counted < at && counted < source.length(); counted++) {
      line += source.charAt(counted) == '\n' ? 1 : 0;
    }
    return line;
  }

  private TemplateException fail(String message) {
    return new TemplateException(TemplateException.Kind.SYNTAX, message, line());
  }

  private void root() {
    boolean lineStart = true;
    while (at < source.length()) {
      int tag = nextTag();
      if (tag < 0) {
        add(Kind.DATA, source.substring(at));
        at = source.length();
        return;
      }
      char kind = source.charAt(tag + 1);
      String sign = sign(tag + 2);
      data(source.substring(at, tag), sign, kind != '{', lineStart);
      at = tag;
      int raw = kind == '%' ? rawBody(tag) : -1;
      if (kind == '#') {
        comment(tag + 2 + sign.length());
      } else if (raw >= 0) {
        raw(raw);
      } else {
        add(kind == '{' ? Kind.VARIABLE_BEGIN : Kind.BLOCK_BEGIN, "");
        at = tag + 2 + sign.length();
        expression(kind == '{');
      }
      lineStart = source.charAt(at - 1) == '\n';
    }
  }

  private int nextTag() {
    for (int i = source.indexOf('{', at); i >= 0; i = source.indexOf('{', i + 1)) {
      if (i + 1 < source.length() && "{%#".indexOf(source.charAt(i + 1)) >= 0) {
        return i;
      }
    }
    return -1;
  }

  private String sign(int from) {
    return source.startsWith("-", from) ? "-" : source.startsWith("+", from) ? "+" : "";
  }

  private void data(String text, String sign, boolean block, boolean lineStart) {
    String kept = text;
    if (sign.equals("-")) {
      int end = text.length();
      while (end > 0 && CodePoints.space(text.charAt(end - 1))) {
        end--;
      }
      kept = text.substring(0, end);
    } else if (sign.isEmpty() && block) {
      int start = text.lastIndexOf('\n') + 1;
      if ((start > 0 || lineStart) && text.substring(start).chars().allMatch(CodePoints::space)) {
        kept = text.substring(0, start);
      }
    }
    if (!kept.isEmpty()) {
      add(Kind.DATA, kept);
    }
  }

  private int skipSpace(int from) {
    int i = from;
    while (i < source.length() && CodePoints.space(source.charAt(i))) {
      i++;
    }
    return i;
  }

  private void comment(int from) {
    int end = source.indexOf("#}", from);
    if (end < 0) {
      throw fail("Missing end of comment tag");
    }
    char before = end > from ? source.charAt(end - 1) : ' ';
    at = end + 2;
    if (before == '-') {
      at = skipSpace(at);
    } else if (before != '+') {
      eatLineEnd();
    }
  }

  private void eatLineEnd() {
    if (source.startsWith("\n", at)) {
      at++;
    }
  }

  // Where the body of a raw block begins, if the tag opens one.
  private int rawBody(int tag) {
    int word = skipSpace(tag + 2 + sign(tag + 2).length());
    if (!source.startsWith("raw", word)) {
      return -1;
    }
    int end = skipSpace(word + 3);
    if (source.startsWith("-%}", end)) {
      return skipSpace(end + 3);
    }
    return source.startsWith("%}", end) ? end + 2 : -1;
  }

  private void raw(int from) {
    for (int tag = source.indexOf("{%", from); tag >= 0; tag = source.indexOf("{%", tag + 1)) {
      String sign = sign(tag + 2);
      int word = skipSpace(tag + 2 + sign.length());
      if (!source.startsWith("endraw", word)) {
        continue;
      }
      int end = skipSpace(word + 6);
      String closing = sign(end);
      if (!source.startsWith("%}", end + closing.length())) {
        continue;
      }
      at = from;
      data(source.substring(from, tag), sign, true, source.charAt(from - 1) == '\n');
      close(end, closing);
      return;
    }
    throw fail("Missing end of raw directive");
  }

  private void close(int end, String sign) {
    at = end + sign.length() + 2;
    if (sign.equals("-")) {
      at = skipSpace(at);
    } else if (sign.isEmpty()) {
      eatLineEnd();
    }
  }

  private void expression(boolean variable) {
    String end = variable ? "}}" : "%}";
    Deque<String> brackets = new ArrayDeque<>();
    while (true) {
      at = skipSpace(at);
      if (at >= source.length()) {
        return;
      }
      if (brackets.isEmpty() && closes(end, variable)) {
        return;
      }
      char c = source.charAt(at);
      if (c >= '0' && c <= '9') {
        number();
      } else if (wordChar(source.codePointAt(at))) {
        name();
      } else if (c == '\'' || c == '"') {
        string(c);
      } else {
        operator(brackets);
      }
    }
  }

  private boolean closes(String end, boolean variable) {
    String sign = sign(at);
    if (!source.startsWith(end, at + sign.length()) || (variable && sign.equals("+"))) {
      return false;
    }
    add(variable ? Kind.VARIABLE_END : Kind.BLOCK_END, end);
    if (variable && sign.isEmpty()) {
      at += 2;
    } else {
      close(at, sign);
    }
    return true;
  }

  private static boolean wordChar(int c) {
    return CodePoints.word(c)
        || Character.isUnicodeIdentifierPart(c) && !Character.isIdentifierIgnorable(c);
  }

  private void name() {
    int from = at;
    int to = at;
    while (to < source.length() && wordChar(source.codePointAt(to))) {
      to += Character.charCount(source.codePointAt(to));
    }
    int first = source.codePointAt(from);
    if (first != '_' && !Character.isUnicodeIdentifierStart(first)) {
      throw fail("Invalid character in identifier");
    }
    add(Kind.NAME, source.substring(from, to));
    at = to;
  }

  private void number() {
    boolean afterDot = at > 0 && source.charAt(at - 1) == '.';
    Matcher real = FLOAT.matcher(source).region(at, source.length());
    if (!afterDot && real.lookingAt()) {
      add(Kind.FLOAT, real.group().replace("_", ""));
      at = real.end();
      return;
    }
    Matcher whole = INTEGER.matcher(source).region(at, source.length());
    if (!whole.lookingAt()) {
      throw fail("unexpected char " + Repr.quoted(source.substring(at, at + 1)));
    }
    add(Kind.INTEGER, whole.group().replace("_", ""));
    at = whole.end();
  }

  private void string(char quote) {
    int end = at + 1;
    while (end < source.length() && source.charAt(end) != quote) {
      end += source.charAt(end) == '\\' ? 2 : 1;
    }
    if (end >= source.length()) {
      throw fail("unexpected char " + Repr.quoted(Character.toString(quote)));
    }
    try {
      add(Kind.STRING, Escapes.resolve(source.substring(at + 1, end)));
    } catch (IllegalArgumentException e) {
      throw fail("a string holds an escape that is none: " + e.getMessage());
    }
    at = end + 1;
  }

  private void operator(Deque<String> brackets) {
    for (String operator : OPERATORS) {
      if (source.startsWith(operator, at)) {
        balance(operator, brackets);
        add(Kind.OPERATOR, operator);
        at += operator.length();
        return;
      }
    }
    throw fail("unexpected char " + Repr.quoted(Character.toString(source.codePointAt(at))));
  }

  private void balance(String operator, Deque<String> brackets) {
    switch (operator) {
      case "(" -> brackets.push(")");
      case "[" -> brackets.push("]");
      case "{" -> brackets.push("}");
      case ")", "]", "}" -> {
        String expected = brackets.isEmpty() ? "" : brackets.pop();
        if (!operator.equals(expected)) {
          throw fail(
              "unexpected '"
                  + operator
                  + "'"
                  + (expected.isEmpty() ? "" : ", expected '" + expected + "'"));
        }
      }
      default -> {}
    }
  }
}
