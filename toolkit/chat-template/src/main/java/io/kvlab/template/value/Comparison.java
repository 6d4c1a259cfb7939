package io.kvlab.template.value;

import io.kvlab.template.TemplateException;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/** Python's equality, order and membership. */
public final class Comparison {
  private Comparison() {}

  /** {@code a == b}. */
  public static boolean equal(Meter meter, Value a, Value b) {
    return equal(meter, a, b, 0);
  }

  private static boolean equal(Meter meter, Value a, Value b, int depth) {
    meter.step();
    Meter.depth(depth);
    if (a == b) {
      return !(a instanceof Real real && Double.isNaN(real.value()));
    }
    if (a instanceof Text x && b instanceof Text y) {
      meter.read(Math.min(x.value().length(), y.value().length()));
      return x.value().equals(y.value());
    }
    if (Numbers.isNumber(a) && Numbers.isNumber(b)) {
      return Numbers.order(a, b).filter(order -> order == 0).isPresent();
    }
    if (a instanceof Undefined && b instanceof Undefined) {
      return true;
    }
    if (a instanceof Dict x && b instanceof Dict y) {
      return equalDicts(meter, x, y, depth);
    }
    if (a instanceof Sequence x && b instanceof Sequence y && comparable(x, y)) {
      return (!(x instanceof Range) || x.length() == y.length())
          && x.length() == y.length()
          && equalElements(meter, x.elements(), y.elements(), depth);
    }
    return false;
  }

  private static boolean comparable(Sequence a, Sequence b) {
    return a.getClass() == b.getClass() && (!(a instanceof View) || a.type().equals(b.type()));
  }

  private static boolean equalElements(Meter meter, List<Value> a, List<Value> b, int depth) {
    for (int i = 0; i < a.size(); i++) {
      if (!same(meter, a.get(i), b.get(i), depth + 1)) {
        return false;
      }
    }
    return true;
  }

  // Within containers Python takes an object for equal to itself, NaN too.
  private static boolean same(Meter meter, Value a, Value b, int depth) {
    return a == b || equal(meter, a, b, depth);
  }

  private static boolean equalDicts(Meter meter, Dict a, Dict b, int depth) {
    if (a.length() != b.length()) {
      return false;
    }
    List<Value> keys = a.keys();
    List<Value> values = a.values();
    for (int i = 0; i < keys.size(); i++) {
      Optional<Value> other = b.find(meter, keys.get(i));
      if (other.isEmpty() || !same(meter, values.get(i), other.get(), depth + 1)) {
        return false;
      }
    }
    return true;
  }

  /** Compares with {@code <}, {@code <=}, {@code >} or {@code >=}. */
  public static boolean ordered(Meter meter, String operator, Value a, Value b) {
    Optional<Integer> order = order(meter, operator, a, b, 0);
    return order
        .map(
            sign ->
                switch (operator) {
                  case "<" -> sign < 0;
                  case "<=" -> sign <= 0;
                  case ">" -> sign > 0;
                  default -> sign >= 0;
                })
        .orElse(false);
  }

  /** The order that sorting uses. */
  public static int order(Meter meter, Value a, Value b) {
    return order(meter, "<", a, b, 0).orElse(0);
  }

  private static Optional<Integer> order(
      Meter meter, String operator, Value a, Value b, int depth) {
    meter.step();
    Meter.depth(depth);
    if (a instanceof Undefined undefined) {
      throw undefined.fail();
    }
    if (b instanceof Undefined undefined) {
      throw undefined.fail();
    }
    if (Numbers.isNumber(a) && Numbers.isNumber(b)) {
      return Numbers.order(a, b);
    }
    if (a instanceof Text x && b instanceof Text y) {
      meter.read(Math.min(x.value().length(), y.value().length()));
      return Optional.of(codePoints(x.value(), y.value()));
    }
    if (a instanceof Sequence x
        && b instanceof Sequence y
        && comparable(x, y)
        && (a instanceof ListValue || a instanceof TupleValue)) {
      int shorter = (int) Math.min(x.length(), y.length());
      for (int i = 0; i < shorter; i++) {
        Value left = x.elements().get(i);
        Value right = y.elements().get(i);
        if (!same(meter, left, right, depth + 1)) {
          return order(meter, operator, left, right, depth + 1);
        }
      }
      return Optional.of(Long.compare(x.length(), y.length()));
    }
    throw TemplateException.runtime(
        "'"
            + operator
            + "' not supported between instances of '"
            + a.type()
            + "' and '"
            + b.type()
            + "'");
  }

  // Strings of Java order by UTF-16 units, where surrogates sort below U+E000..U+FFFF.
  private static int codePoints(String a, String b) {
    int shorter = Math.min(a.length(), b.length());
    for (int i = 0; i < shorter; i++) {
      char x = a.charAt(i);
      char y = b.charAt(i);
      if (x != y) {
        return Character.isSurrogate(x) == Character.isSurrogate(y)
            ? Character.compare(x, y)
            : Character.isSurrogate(x) ? 1 : -1;
      }
    }
    return Integer.compare(a.length(), b.length());
  }

  /** {@code a in b}. */
  public static boolean contains(Meter meter, Value container, Value element) {
    if (container instanceof Text text) {
      if (!(element instanceof Text part)) {
        throw TemplateException.runtime(
            "'in <string>' requires string as left operand, not " + element.type());
      }
      return Search.first(meter, text.value(), part.value(), 0) >= 0;
    }
    if (container instanceof Dict dict) {
      return dict.find(meter, element).isPresent();
    }
    if (!container.iterable()) {
      throw TemplateException.runtime(
          "argument of type '" + container.type() + "' is not iterable");
    }
    Iterator<Value> elements = container.iterate(meter);
    while (elements.hasNext()) {
      if (same(meter, elements.next(), element, 0)) {
        return true;
      }
    }
    return false;
  }
}
