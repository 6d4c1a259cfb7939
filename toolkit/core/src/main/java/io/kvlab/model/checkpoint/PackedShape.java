package io.kvlab.model.checkpoint;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What is known of the packed product of a shape on this machine. */
sealed interface PackedShape {
  Pattern RIGHT = Pattern.compile("rows (\\d+) inner (\\d+)");
  Pattern WRONG = Pattern.compile("wrong by (.+)");

  /**
   * Right, with a weight enlarged to this size.
   *
   * @param rows of the packed weight, at least those of the shape
   */
  record Right(long rows, long inner) implements PackedShape {
    @Override
    public String toString() {
      return "rows " + rows + " inner " + inner;
    }
  }

  /** Wrong by so much where products are at most a few times the root of the inner size. */
  record Wrong(float deviation) implements PackedShape {
    @Override
    public String toString() {
      return "wrong by " + deviation;
    }
  }

  /** No order without padding was found. */
  record Padded() implements PackedShape {
    @Override
    public String toString() {
      return "padded";
    }
  }

  /** From its text. */
  static Optional<PackedShape> of(String text) {
    Matcher right = RIGHT.matcher(text);
    if (right.matches()) {
      return Optional.of(new Right(Long.parseLong(right.group(1)), Long.parseLong(right.group(2))));
    }
    Matcher wrong = WRONG.matcher(text);
    if (wrong.matches()) {
      return Optional.of(new Wrong(Float.parseFloat(wrong.group(1))));
    }
    return text.equals("padded") ? Optional.of(new Padded()) : Optional.empty();
  }
}
