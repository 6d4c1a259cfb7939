package io.kvlab.template.value;

import java.util.ArrayList;
import java.util.List;

/** Builds a text within the limits and keeps the marks of what goes into it. */
public final class TextBuilder {
  private final Meter meter;
  private final StringBuilder chars = new StringBuilder();
  private final List<Mark> marks = new ArrayList<>();

  /** Empty. */
  public TextBuilder(Meter meter) {
    this.meter = meter;
  }

  /** Appends plain chars. */
  public TextBuilder append(String text) {
    grow(text.length());
    chars.append(text);
    return this;
  }

  /** Appends chars {@code [from, to)} of a text, with their marks. */
  public TextBuilder append(Text text, int from, int to) {
    grow(to - from);
    for (Mark mark : text.marks()) {
      int begin = Math.max(from, mark.from());
      int end = Math.min(to, mark.to());
      if (begin < end) {
        add(
            new Mark(mark.id(), begin, end, mark.source() + begin - mark.from())
                .shifted(chars.length() - from));
      }
    }
    chars.append(text.value(), from, to);
    return this;
  }

  /** Appends a text with its marks. */
  public TextBuilder append(Text text) {
    return append(text, 0, text.value().length());
  }

  /** Appends a text several times. */
  public TextBuilder append(Text text, long times) {
    if (text.value().isEmpty()) {
      return this;
    }
    // The whole is asked for before the first is made.
    meter.fits(chars.length(), Math.min(times, Integer.MAX_VALUE) * text.value().length());
    for (long i = 0; i < times; i++) {
      append(text);
    }
    return this;
  }

  private void grow(int by) {
    meter.grow(chars.length(), by);
  }

  private void add(Mark mark) {
    if (!marks.isEmpty() && marks.get(marks.size() - 1).continuedBy(mark)) {
      Mark last = marks.remove(marks.size() - 1);
      marks.add(new Mark(last.id(), last.from(), mark.to(), last.source()));
    } else {
      marks.add(mark);
    }
  }

  /** Chars so far. */
  public int length() {
    return chars.length();
  }

  /** The text so far. */
  public Text toText() {
    return toText(false);
  }

  /** The text so far, as markup or not. */
  public Text toText(boolean markup) {
    return new Text(chars.toString(), markup, List.copyOf(marks));
  }
}
