package io.kvlab.template.builtin;

import io.kvlab.template.value.Meter;
import io.kvlab.template.value.Text;
import io.kvlab.template.value.TextBuilder;

/** Texts made longer. */
final class Padding {
  private static final Text BLANK = Text.of(" ");
  private static final Text ZERO = Text.of("0");

  private Padding() {}

  private static int gap(Text text, int width) {
    return (int) Math.max(0, width - text.length());
  }

  static Text center(Meter meter, Text text, int width, Text fill) {
    int gap = gap(text, width);
    // CPython's rule for an odd gap.
    int left = gap / 2 + (gap & width & 1);
    return TextMethods.padded(meter, text, fill, left, gap - left);
  }

  static Text center(Meter meter, Text text, int width) {
    return center(meter, text, width, BLANK);
  }

  static Text left(Meter meter, Text text, int width, Text fill) {
    return TextMethods.padded(meter, text, fill, 0, gap(text, width));
  }

  static Text right(Meter meter, Text text, int width, Text fill) {
    return TextMethods.padded(meter, text, fill, gap(text, width), 0);
  }

  static Text zeros(Meter meter, Text text, int width) {
    int sign = text.value().startsWith("-") || text.value().startsWith("+") ? 1 : 0;
    return new TextBuilder(meter)
        .append(text, 0, sign)
        .append(ZERO, gap(text, width))
        .append(text, sign, text.value().length())
        .toText(text.markup());
  }

  static Text expandTabs(Meter meter, Text text, int size) {
    TextBuilder out = new TextBuilder(meter);
    String chars = text.value();
    int column = 0;
    int from = 0;
    for (int i = 0; i < chars.length(); i++) {
      char c = chars.charAt(i);
      if (c == '\t') {
        int gap = size > 0 ? size - column % size : 0;
        out.append(text, from, i).append(BLANK, gap);
        from = i + 1;
        column += gap;
      } else if (c == '\n' || c == '\r') {
        column = 0;
      } else {
        column += Character.isLowSurrogate(c) ? 0 : 1;
      }
    }
    return out.append(text, from, chars.length()).toText(text.markup());
  }
}
