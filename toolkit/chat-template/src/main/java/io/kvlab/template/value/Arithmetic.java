package io.kvlab.template.value;

import io.kvlab.template.TemplateException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/** The operators between values: numbers, texts, lists. */
public final class Arithmetic {
  private Arithmetic() {}

  /** {@code a operator b}, for {@code + - * / // % **}. */
  public static Value apply(Meter meter, String operator, Value a, Value b) {
    if (operator.equals("%") && a instanceof Text format) {
      return PercentFormat.apply(meter, format, b);
    }
    if (a instanceof Undefined undefined) {
      throw undefined.fail();
    }
    if (b instanceof Undefined undefined) {
      throw undefined.fail();
    }
    if (Numbers.isNumber(a) && Numbers.isNumber(b)) {
      return Numbers.apply(operator, a, b);
    }
    if (operator.equals("+")) {
      if (a instanceof Text x && b instanceof Text y) {
        return concatenated(meter, x, y);
      }
      if (a instanceof ListValue x && b instanceof ListValue y) {
        return new ListValue(joined(meter, x.elements(), y.elements()));
      }
      if (a instanceof TupleValue x && b instanceof TupleValue y) {
        return TupleValue.of(joined(meter, x.elements(), y.elements()));
      }
    }
    if (operator.equals("*")) {
      if (Numbers.integer(b).isPresent() && repeatable(a)) {
        return repeated(meter, a, Numbers.integer(b).get());
      }
      if (Numbers.integer(a).isPresent() && repeatable(b)) {
        return repeated(meter, b, Numbers.integer(a).get());
      }
    }
    throw unsupported(operator, a, b);
  }

  private static TemplateException unsupported(String operator, Value a, Value b) {
    return TemplateException.runtime(
        operator.equals("+") && a instanceof Text
            ? "can only concatenate str (not \"" + b.type() + "\") to str"
            : "unsupported operand type(s) for "
                + operator
                + ": '"
                + a.type()
                + "' and '"
                + b.type()
                + "'");
  }

  private static Text concatenated(Meter meter, Text a, Text b) {
    boolean markup = a.markup() || b.markup();
    Text left = markup && !a.markup() ? Html.escape(meter, a) : a;
    Text right = markup && !b.markup() ? Html.escape(meter, b) : b;
    return new TextBuilder(meter).append(left).append(right).toText(markup);
  }

  private static List<Value> joined(Meter meter, List<Value> a, List<Value> b) {
    meter.list((long) a.size() + b.size());
    List<Value> all = new ArrayList<>(a);
    all.addAll(b);
    return all;
  }

  private static boolean repeatable(Value value) {
    return value instanceof Text || value instanceof ListValue || value instanceof TupleValue;
  }

  private static Value repeated(Meter meter, Value value, BigInteger times) {
    long count = times.max(BigInteger.ZERO).min(BigInteger.valueOf(Integer.MAX_VALUE)).longValue();
    if (value instanceof Text text) {
      return new TextBuilder(meter).append(text, count).toText(text.markup());
    }
    Sequence sequence = (Sequence) value;
    meter.list(count * sequence.length());
    List<Value> all = new ArrayList<>();
    for (long i = 0; i < count && sequence.truth(); i++) {
      all.addAll(sequence.elements());
    }
    return sequence.like(all);
  }
}
