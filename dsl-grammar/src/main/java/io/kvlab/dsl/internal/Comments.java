package io.kvlab.dsl.internal;

import io.kvlab.dsl.ast.SourceText;
import io.kvlab.dsl.parser.KvLabLexer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.antlr.v4.runtime.Token;

/** The comments of a text, handed out once each, in order. */
public final class Comments {
  /** A comment and the offset at which it begins. */
  private record Comment(int start, String text) {}

  private final String text;
  private final Deque<Comment> left = new ArrayDeque<>();

  public Comments(SourceText source) {
    this.text = source.text();
    if (text.indexOf('#') >= 0) {
      TokenText tokens = TokenText.of(text);
      for (Token token : tokens.all()) {
        if (token.getType() == KvLabLexer.COMMENT) {
          left.add(new Comment(tokens.start(token), token.getText().stripTrailing()));
        }
      }
    }
  }

  /** Those that begin before an offset. */
  public List<String> before(int offset) {
    List<String> found = new ArrayList<>();
    while (!left.isEmpty() && left.getFirst().start() < offset) {
      found.add(left.removeFirst().text());
    }
    return found;
  }

  /** The one on the line of an offset, if nothing but blanks and semicolons stands between. */
  public Optional<String> behind(int offset) {
    if (left.isEmpty()) {
      return Optional.empty();
    }
    for (int i = offset; i < left.getFirst().start(); i++) {
      char c = text.charAt(i);
      boolean blank = c == ' ' || c == '\t' || c == ';' || c == '\u00a0';
      if (!blank) {
        return Optional.empty();
      }
    }
    return Optional.of(left.removeFirst().text());
  }

  /** All that are left. */
  public List<String> rest() {
    return before(Integer.MAX_VALUE);
  }
}
