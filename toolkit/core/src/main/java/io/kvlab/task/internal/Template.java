package io.kvlab.task.internal;

import io.kvlab.KvlabException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Text in which {@code {name}} stands for a value. A brace is written twice: <code>{{</code>,
 * <code>}}</code>.
 */
final class Template {
  private final List<Piece> pieces;

  private record Piece(boolean name, String text) {}

  private Template(List<Piece> pieces) {
    this.pieces = pieces;
  }

  /**
   * Parses a template.
   *
   * @param where the place for messages, such as {@code datasets.yaml, gsm8k: the question}
   */
  static Template parse(String where, String text) {
    List<Piece> pieces = new ArrayList<>();
    StringBuilder literal = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean doubled = i + 1 < text.length() && text.charAt(i + 1) == c;
      if ((c == '{' || c == '}') && doubled) {
        literal.append(c);
        i++;
      } else if (c == '{') {
        int end = text.indexOf('}', i);
        if (end < 0) {
          throw KvlabException.usage(
              where + " has a '{' without '}'; a plain brace is written '{{'");
        }
        pieces.add(new Piece(false, literal.toString()));
        literal.setLength(0);
        pieces.add(new Piece(true, text.substring(i + 1, end).strip()));
        i = end;
      } else if (c == '}') {
        throw KvlabException.usage(where + " has a '}' without '{'; a plain brace is written '}}'");
      } else {
        literal.append(c);
      }
    }
    pieces.add(new Piece(false, literal.toString()));
    return new Template(List.copyOf(pieces));
  }

  String render(UnaryOperator<String> values) {
    StringBuilder text = new StringBuilder();
    for (Piece piece : pieces) {
      text.append(piece.name() ? values.apply(piece.text()) : piece.text());
    }
    return text.toString();
  }
}
