package io.kvlab.template.value;

import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;

/**
 * Python's str: a sequence of code points. With {@link #markup} it is markupsafe's Markup, which
 * {@code |e} and {@code |safe} give. {@link #marks} say which chars came from marked texts.
 */
public final class Text implements Value {
  /** The empty text. */
  public static final Text EMPTY = of("");

  private final String value;
  private final boolean markup;
  private final List<Mark> marks;
  private int codePoints = -1;

  Text(String value, boolean markup, List<Mark> marks) {
    this.value = value;
    this.markup = markup;
    this.marks = marks;
  }

  /** A plain text. */
  public static Text of(String value) {
    return new Text(value, false, List.of());
  }

  /** A text that is followed, see {@link io.kvlab.template.Marked}. */
  public static Text marked(int id, String value) {
    return new Text(
        value, false, value.isEmpty() ? List.of() : List.of(new Mark(id, 0, value.length(), 0)));
  }

  /** The same chars as markup, or as plain text. */
  public Text as(boolean asMarkup) {
    return asMarkup == markup ? this : new Text(value, asMarkup, marks);
  }

  /** Another text of this one's type. */
  public Text like(String other) {
    return new Text(other, markup, List.of());
  }

  /** Its chars. */
  public String value() {
    return value;
  }

  /** Whether it is Markup. */
  public boolean markup() {
    return markup;
  }

  /** Where its chars came from, in order. */
  public List<Mark> marks() {
    return marks;
  }

  /** Chars {@code [from, to)}, as UTF-16 counts. */
  public Text sub(Meter meter, int from, int to) {
    return from == 0 && to == value.length()
        ? this
        : new TextBuilder(meter).append(this, from, to).toText(markup);
  }

  /** The char index of a code point. */
  public int offset(int codePoint) {
    return length() == value.length() ? codePoint : value.offsetByCodePoints(0, codePoint);
  }

  /** The code point index of a char. */
  public int index(int offset) {
    return length() == value.length() || offset < 0 ? offset : value.codePointCount(0, offset);
  }

  @Override
  public String type() {
    return markup ? "Markup" : "str";
  }

  @Override
  public boolean truth() {
    return !value.isEmpty();
  }

  @Override
  public long length() {
    if (codePoints < 0) {
      codePoints = value.codePointCount(0, value.length());
    }
    return codePoints;
  }

  @Override
  public boolean iterable() {
    return true;
  }

  @Override
  public Iterator<Value> iterate(Meter meter) {
    return new Iterator<>() {
      private int at;

      @Override
      public boolean hasNext() {
        return at < value.length();
      }

      @Override
      public Value next() {
        if (!hasNext()) {
          throw new NoSuchElementException();
        }
        int from = at;
        at += Character.charCount(value.codePointAt(at));
        return sub(meter, from, at).as(false);
      }
    };
  }

  @Override
  public Optional<Value> item(Meter meter, Value key) {
    return Slices.index(key, length()).map(index -> sub(meter, offset(index), offset(index + 1)));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Text text && text.value.equals(value);
  }

  @Override
  public int hashCode() {
    return value.hashCode();
  }

  @Override
  public String toString() {
    return value;
  }
}
