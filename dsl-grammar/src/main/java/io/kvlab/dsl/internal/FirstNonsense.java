package io.kvlab.dsl.internal;

import io.kvlab.dsl.parser.KvLabLexer;
import org.antlr.v4.runtime.CharStream;
import org.antlr.v4.runtime.CommonToken;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.TokenFactory;
import org.antlr.v4.runtime.TokenSource;
import org.antlr.v4.runtime.misc.Pair;
import org.jspecify.annotations.Nullable;

/**
 * The tokens of a text up to the first that no statement can hold. Nothing behind it changes what
 * is said about the text, so that a long run of foreign characters costs one token.
 */
final class FirstNonsense implements TokenSource {
  private final KvLabLexer lexer;
  private @Nullable Token end;

  FirstNonsense(KvLabLexer lexer) {
    this.lexer = lexer;
  }

  @Override
  public Token nextToken() {
    Token known = end;
    if (known != null) {
      return known;
    }
    Token token = lexer.nextToken();
    if (token.getType() == KvLabLexer.UNKNOWN || token.getType() == KvLabLexer.OPEN_STRING) {
      int behind = token.getStopIndex() + 1;
      CommonToken last =
          new CommonToken(
              new Pair<>(this, lexer.getInputStream()), Token.EOF, 0, behind, behind - 1);
      last.setLine(lexer.getLine());
      last.setCharPositionInLine(lexer.getCharPositionInLine());
      end = last;
    }
    return token;
  }

  @Override
  public int getLine() {
    return lexer.getLine();
  }

  @Override
  public int getCharPositionInLine() {
    return lexer.getCharPositionInLine();
  }

  @Override
  public CharStream getInputStream() {
    return lexer.getInputStream();
  }

  @Override
  public String getSourceName() {
    return lexer.getSourceName();
  }

  @Override
  public void setTokenFactory(TokenFactory<?> factory) {
    lexer.setTokenFactory(factory);
  }

  @Override
  public TokenFactory<?> getTokenFactory() {
    return lexer.getTokenFactory();
  }
}
