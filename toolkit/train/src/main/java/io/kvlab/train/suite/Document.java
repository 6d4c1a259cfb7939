package io.kvlab.train.suite;

import java.util.ArrayList;
import java.util.List;

/**
 * A training text in pieces, each with the weight that its tokens have in the loss.
 *
 * @param suite where it comes from, for statistics
 * @param pieces the text in order
 */
public record Document(String suite, List<Piece> pieces) {

  /**
   * A stretch of text.
   *
   * @param weight what each of its tokens counts in the loss: 0 none, 1 an answer
   */
  public record Piece(String text, float weight) {}

  /** The weight of text that is read but can hardly be predicted. */
  public static final float READ = 0.1f;

  public Document {
    pieces = List.copyOf(pieces);
  }

  /** The whole text. */
  public String text() {
    StringBuilder text = new StringBuilder();
    pieces.forEach(piece -> text.append(piece.text()));
    return text.toString();
  }

  static Builder of(String suite) {
    return new Builder(suite);
  }

  /** Exchanges one after the other, each answer weighing {@code weight}. */
  static Document ofExchanges(String suite, String prefix, List<Exchange> exchanges, float weight) {
    Builder builder = of(suite);
    if (!prefix.isEmpty()) {
      builder.read(prefix);
    }
    exchanges.forEach(exchange -> builder.exchange(exchange, weight));
    return builder.build();
  }

  /** Collects pieces. */
  static final class Builder {
    private final String suite;
    private final List<Piece> pieces = new ArrayList<>();

    private Builder(String suite) {
      this.suite = suite;
    }

    /** Text without loss. */
    Builder skip(String text) {
      return add(text, 0f);
    }

    /** Text with a little loss. */
    Builder read(String text) {
      return add(text, READ);
    }

    /** Text with loss. */
    Builder answer(String text, float weight) {
      return add(text, weight);
    }

    /** A question, its answer with loss, and the blank line that ends it. */
    Builder exchange(Exchange exchange, float weight) {
      return read(exchange.question()).answer(exchange.answer(), weight).answer(Exchange.END, 0.5f);
    }

    Document build() {
      return new Document(suite, pieces);
    }

    private Builder add(String text, float weight) {
      pieces.add(new Piece(text, weight));
      return this;
    }
  }
}
