package io.kvlab.template.builtin;

import io.kvlab.template.TemplateException;
import io.kvlab.template.value.Arguments;
import io.kvlab.template.value.Arithmetic;
import io.kvlab.template.value.Bool;
import io.kvlab.template.value.Comparison;
import io.kvlab.template.value.Dict;
import io.kvlab.template.value.Int;
import io.kvlab.template.value.ListValue;
import io.kvlab.template.value.Meter;
import io.kvlab.template.value.None;
import io.kvlab.template.value.Numbers;
import io.kvlab.template.value.Parameters;
import io.kvlab.template.value.Real;
import io.kvlab.template.value.Repr;
import io.kvlab.template.value.Sequence;
import io.kvlab.template.value.Text;
import io.kvlab.template.value.Undefined;
import io.kvlab.template.value.Value;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.function.Predicate;

/** All tests by name: {@code value is name(arguments)}. */
public final class Tests {
  private static final Map<String, Test> ALL = new HashMap<>();

  /** One test. */
  public interface Test {
    /** Whether the value passes. */
    boolean apply(Meter meter, Value value, Arguments arguments);
  }

  private interface Comparing {
    boolean apply(Meter meter, Value value, Value other);
  }

  private Tests() {}

  /** The test of a name; empty where there is none. */
  public static Optional<Test> find(String name) {
    return Optional.ofNullable(ALL.get(name));
  }

  private static void add(String name, Predicate<Value> property) {
    Parameters none = Parameters.of(name, "");
    ALL.put(
        name,
        (meter, value, arguments) -> {
          none.bind(arguments);
          return property.test(value);
        });
  }

  private static void alone(String name, BiPredicate<Meter, Value> property) {
    Parameters none = Parameters.of(name, "");
    ALL.put(
        name,
        (meter, value, arguments) -> {
          none.bind(arguments);
          return property.test(meter, value);
        });
  }

  private static void compare(List<String> names, Comparing comparison) {
    Parameters one = Parameters.of(names.get(0), "other");
    for (String name : names) {
      ALL.put(
          name,
          (meter, value, arguments) -> comparison.apply(meter, value, one.bind(arguments).get(0)));
    }
  }

  static {
    add("defined", value -> !(value instanceof Undefined));
    add("undefined", Undefined.class::isInstance);
    add("none", value -> value == None.NONE);
    add("boolean", Bool.class::isInstance);
    add("true", value -> value == Bool.TRUE);
    add("false", value -> value == Bool.FALSE);
    add("integer", Int.class::isInstance);
    add("float", Real.class::isInstance);
    add("number", Numbers::isNumber);
    add("string", Text.class::isInstance);
    add("mapping", Dict.class::isInstance);
    add("escaped", value -> value instanceof Text text && text.markup());
    add("callable", Value::callable);
    add("iterable", Value::iterable);
    add("sequence", Tests::sequence);
    add("filter", value -> Filters.find(name(value)).isPresent());
    add("test", value -> find(name(value)).isPresent());
    alone("lower", (m, v) -> Casing.isLower(Repr.str(m, v).value()));
    alone("upper", (m, v) -> Casing.isUpper(Repr.str(m, v).value()));
    alone("odd", (m, v) -> remainder(m, v, Int.of(2), 1));
    alone("even", (m, v) -> remainder(m, v, Int.of(2), 0));
    compare(List.of("divisibleby"), (m, v, other) -> remainder(m, v, other, 0));
    compare(List.of("eq", "equalto", "=="), Comparison::equal);
    compare(List.of("ne", "!="), (m, v, other) -> !Comparison.equal(m, v, other));
    compare(List.of("lt", "lessthan", "<"), (m, v, o) -> Comparison.ordered(m, "<", v, o));
    compare(List.of("gt", "greaterthan", ">"), (m, v, o) -> Comparison.ordered(m, ">", v, o));
    compare(List.of("le", "<="), (m, v, other) -> Comparison.ordered(m, "<=", v, other));
    compare(List.of("ge", ">="), (m, v, other) -> Comparison.ordered(m, ">=", v, other));
    compare(List.of("in"), (m, v, other) -> Comparison.contains(m, other, v));
    compare(List.of("sameas"), (m, v, other) -> same(v, other));
  }

  private static String name(Value value) {
    if (value instanceof ListValue || value instanceof Dict) {
      throw TemplateException.runtime("unhashable type: '" + value.type() + "'");
    }
    return value instanceof Text text ? text.value() : "";
  }

  private static boolean sequence(Value value) {
    return value instanceof Text
        || value instanceof Dict
        || value instanceof Undefined
        || (value instanceof Sequence sequence && sequence.indexed());
  }

  private static boolean remainder(Meter meter, Value value, Value divisor, long wanted) {
    return Comparison.equal(meter, Arithmetic.apply(meter, "%", value, divisor), Int.of(wanted));
  }

  // CPython keeps one object each of the small ints and of the texts of one Latin-1 character.
  private static boolean same(Value a, Value b) {
    if (a instanceof Int x && b instanceof Int y) {
      BigInteger number = x.value();
      return a == b
          || (number.equals(y.value())
              && number.bitLength() < 10
              && number.intValue() >= -5
              && number.intValue() <= 256);
    }
    if (a instanceof Text x && b instanceof Text y) {
      String text = x.value();
      return a == b
          || (text.equals(y.value())
              && (text.isEmpty() || text.length() == 1 && text.charAt(0) < 256));
    }
    return a == b;
  }
}
