package io.kvlab.template.builtin;

import io.kvlab.template.value.CodePoints;
import io.kvlab.template.value.Meter;
import io.kvlab.template.value.Text;
import java.util.BitSet;
import java.util.Optional;
import java.util.function.IntPredicate;

/** Texts cut at their ends. */
final class Trimming {
  private Trimming() {}

  static Text strip(Meter meter, Text text, Optional<Text> chars, boolean left, boolean right) {
    IntPredicate cut = chars.map(Trimming::among).orElse(CodePoints::space);
    String all = text.value();
    int from = 0;
    int to = all.length();
    while (left && from < to && cut.test(all.codePointAt(from))) {
      from += Character.charCount(all.codePointAt(from));
    }
    while (right && to > from && cut.test(all.codePointBefore(to))) {
      to -= Character.charCount(all.codePointBefore(to));
    }
    meter.read(from + (long) all.length() - to);
    return text.sub(meter, from, to);
  }

  private static IntPredicate among(Text chars) {
    BitSet set = new BitSet();
    chars.value().codePoints().forEach(set::set);
    return set::get;
  }

  static Text removePrefix(Meter meter, Text text, Text prefix) {
    boolean there = text.value().startsWith(prefix.value());
    return text.sub(meter, there ? prefix.value().length() : 0, text.value().length());
  }

  static Text removeSuffix(Meter meter, Text text, Text suffix) {
    boolean there = text.value().endsWith(suffix.value());
    int cut = there ? suffix.value().length() : 0;
    return text.sub(meter, 0, text.value().length() - cut);
  }
}
