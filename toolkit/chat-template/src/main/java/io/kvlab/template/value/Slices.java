package io.kvlab.template.value;

import io.kvlab.template.TemplateException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Python's indices and slices. */
public final class Slices {
  private Slices() {}

  /** The place that an index means in {@code length} elements; empty where there is none. */
  static Optional<Integer> index(Value key, long length) {
    Optional<BigInteger> number = Numbers.integer(key);
    if (number.isEmpty() || number.get().bitLength() > 62) {
      return Optional.empty();
    }
    long index = number.get().longValue();
    long place = index < 0 ? index + length : index;
    return place >= 0 && place < length ? Optional.of((int) place) : Optional.empty();
  }

  private static Optional<Long> bound(Value value) {
    if (value == None.NONE) {
      return Optional.empty();
    }
    BigInteger number =
        Numbers.integer(value)
            .orElseThrow(
                () ->
                    TemplateException.runtime(
                        "slice indices must be integers or None or have an __index__ method"));
    return Optional.of(
        number.max(BigInteger.valueOf(-1L << 40)).min(BigInteger.valueOf(1L << 40)).longValue());
  }

  /** {@code value[start:stop:step]}. */
  public static Value slice(Meter meter, Value value, Value start, Value stop, Value step) {
    if (value instanceof Undefined undefined) {
      throw undefined.fail();
    }
    if (!(value instanceof Text) && !(value instanceof Sequence sequence && sequence.indexed())) {
      throw TemplateException.runtime("'" + value.type() + "' object is not subscriptable");
    }
    long by = bound(step).orElse(1L);
    if (by == 0) {
      throw TemplateException.runtime("slice step cannot be zero");
    }
    long length = value.length();
    long low = by > 0 ? 0 : -1;
    long high = by > 0 ? length : length - 1;
    long from = bound(start).map(b -> place(b, length, low, high)).orElse(by > 0 ? low : high);
    long to = bound(stop).map(b -> place(b, length, low, high)).orElse(by > 0 ? high : low);
    if (value instanceof Text text) {
      return text(meter, text, from, to, by);
    }
    if (value instanceof Range range) {
      return range.slice(from, to, by);
    }
    List<Value> all = ((Sequence) value).elements();
    List<Value> picked = new ArrayList<>();
    meter.list(count(from, to, by));
    for (long i = from; by > 0 ? i < to : i > to; i += by) {
      picked.add(all.get((int) i));
    }
    return ((Sequence) value).like(picked);
  }

  private static long place(long bound, long length, long low, long high) {
    return bound < 0 ? Math.max(bound + length, low) : Math.min(bound, high);
  }

  static long count(long from, long to, long by) {
    long span = by > 0 ? to - from : from - to;
    long stride = Math.abs(by);
    return span <= 0 ? 0 : (span + stride - 1) / stride;
  }

  private static Text text(Meter meter, Text text, long from, long to, long by) {
    if (count(from, to, by) == 0) {
      return text.like("");
    }
    if (by == 1) {
      return text.sub(meter, text.offset((int) from), text.offset((int) to));
    }
    meter.read(text.length());
    int[] points = text.value().codePoints().toArray();
    StringBuilder picked = new StringBuilder();
    meter.text(count(from, to, by) * 2);
    for (long i = from; by > 0 ? i < to : i > to; i += by) {
      picked.appendCodePoint(points[(int) i]);
    }
    return text.like(picked.toString());
  }
}
