package io.kvlab.dsl.internal;

import io.kvlab.dsl.ast.SourceSpan;
import io.kvlab.dsl.ast.SourceText;
import io.kvlab.dsl.parser.KvLabLexer;
import java.util.List;
import org.antlr.v4.runtime.CharStreams;
import org.antlr.v4.runtime.CommonTokenStream;
import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.Token;

/** A text cut into tokens, and the way from tokens to places. */
final class TokenText {
  private final SourceText source;
  private final CommonTokenStream stream;
  private final List<Token> visible;
  private final int[] offsets; // UTF-16 offset of each code point; empty where they are the same

  private TokenText(String text, boolean toFirstNonsense) {
    this.source = new SourceText(text);
    this.offsets = offsets(text);
    KvLabLexer lexer = new KvLabLexer(CharStreams.fromString(text));
    lexer.removeErrorListeners(); // every character is some token: UNKNOWN if nothing else
    this.stream = new CommonTokenStream(toFirstNonsense ? new FirstNonsense(lexer) : lexer);
    stream.fill();
    Continuation.join(stream.getTokens());
    this.visible =
        stream.getTokens().stream().filter(t -> t.getChannel() == Token.DEFAULT_CHANNEL).toList();
  }

  /** All tokens of a text. */
  static TokenText of(String text) {
    return new TokenText(text, false);
  }

  /** The tokens up to the first that fits no statement: enough to parse or to refuse a text. */
  static TokenText toFirstNonsense(String text) {
    return new TokenText(text, true);
  }

  SourceText source() {
    return source;
  }

  CommonTokenStream stream() {
    return stream;
  }

  /** All tokens, comments and blanks among them. */
  List<Token> all() {
    return stream.getTokens();
  }

  /** The tokens that the parser sees, the end of the text included. */
  List<Token> visible() {
    return visible;
  }

  /** The visible tokens from the one whose index among all tokens is {@code tokenIndex}. */
  List<Token> visibleFrom(int tokenIndex) {
    int low = 0;
    int high = visible.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (visible.get(middle).getTokenIndex() < tokenIndex) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return visible.subList(low, visible.size());
  }

  SourceSpan span(Token token) {
    return token.getType() == Token.EOF
        ? source.span(source.text().length(), source.text().length())
        : span(token, token);
  }

  SourceSpan span(Token first, Token last) {
    return source.span(start(first), end(last));
  }

  SourceSpan span(ParserRuleContext context) {
    return span(context.getStart(), context.getStop());
  }

  int start(Token token) {
    return offset(token.getStartIndex());
  }

  int end(Token token) {
    return offset(token.getStopIndex() + 1);
  }

  private int offset(int codePointIndex) {
    return offsets.length == 0 ? codePointIndex : offsets[codePointIndex];
  }

  private static int[] offsets(String text) {
    int points = text.codePointCount(0, text.length());
    if (points == text.length()) {
      return new int[0];
    }
    int[] offsets = new int[points + 1];
    for (int point = 0, offset = 0; point < points; point++) {
      offsets[point + 1] = offset += Character.charCount(text.codePointAt(offset));
    }
    return offsets;
  }
}
