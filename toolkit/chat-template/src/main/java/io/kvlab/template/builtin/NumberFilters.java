package io.kvlab.template.builtin;

import io.kvlab.template.TemplateException;
import io.kvlab.template.value.Arithmetic;
import io.kvlab.template.value.Bool;
import io.kvlab.template.value.Int;
import io.kvlab.template.value.Meter;
import io.kvlab.template.value.NumberReading;
import io.kvlab.template.value.Numbers;
import io.kvlab.template.value.Parameters.Bound;
import io.kvlab.template.value.Real;
import io.kvlab.template.value.Repr;
import io.kvlab.template.value.Text;
import io.kvlab.template.value.Undefined;
import io.kvlab.template.value.Value;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.Map;
import java.util.Optional;

/** The filters of numbers. */
final class NumberFilters {
  private NumberFilters() {}

  static void register(Map<String, Filter> all) {
    all.put("abs", Filter.of("abs", "", (m, v, a) -> absolute(v)));
    all.put("int", Filter.of("int", "default= base=", NumberFilters::toInt));
    all.put("float", Filter.of("float", "default=", NumberFilters::toFloat));
    all.put("round", Filter.of("round", "precision= method=", NumberFilters::round));
    all.put("filesizeformat", Filter.of("filesizeformat", "binary=", NumberFilters::fileSize));
  }

  private static Value absolute(Value value) {
    if (value instanceof Real real) {
      return new Real(Math.abs(real.value()));
    }
    return Numbers.integer(value)
        .map(number -> new Int(number.abs()))
        .orElseThrow(
            () -> TemplateException.runtime("bad operand type for abs(): '" + value.type() + "'"));
  }

  private static Value toInt(Meter meter, Value input, Bound args) {
    if (input instanceof Undefined undefined) {
      throw undefined.fail();
    }
    Value fallback = args.or(0, Int.of(0));
    if (input instanceof Text text) {
      meter.read(text.value().length());
      Optional<Value> whole =
          NumberReading.whole(text.value(), Numbers.size(args.or(1, Int.of(10)))).map(Int::new);
      return whole
          .or(() -> NumberReading.real(text.value()).flatMap(NumberFilters::truncated))
          .orElse(fallback);
    }
    if (input instanceof Real real) {
      // int(inf) is an OverflowError, which the filter lets through from its first try.
      if (Double.isInfinite(real.value())) {
        throw TemplateException.runtime("cannot convert float infinity to integer");
      }
      return truncated(real.value()).orElse(fallback);
    }
    return Numbers.integer(input).map(number -> (Value) new Int(number)).orElse(fallback);
  }

  private static Optional<Value> truncated(double number) {
    return Double.isFinite(number)
        ? Optional.of(new Int(new BigDecimal(number).toBigInteger()))
        : Optional.empty();
  }

  private static Value toFloat(Meter meter, Value input, Bound args) {
    if (input instanceof Undefined undefined) {
      throw undefined.fail();
    }
    Value fallback = args.or(0, new Real(0));
    if (Numbers.isNumber(input)) {
      return new Real(Numbers.real(input));
    }
    if (input instanceof Text text) {
      meter.read(text.value().length());
      return NumberReading.real(text.value())
          .map(number -> (Value) new Real(number))
          .orElse(fallback);
    }
    return fallback;
  }

  private static Value round(Meter meter, Value input, Bound args) {
    Value precision = args.or(0, Int.of(0));
    String method = Repr.str(meter, args.or(1, Text.of("common"))).value();
    if (!Numbers.isNumber(input)) {
      throw TemplateException.runtime("type " + input.type() + " doesn't define __round__ method");
    }
    int digits = Numbers.size(precision);
    switch (method) {
      case "common" -> {
        return input instanceof Real real
            ? new Real(rounded(real.value(), digits))
            : new Int(rounded(Numbers.integer(input).orElseThrow(), digits));
      }
      case "ceil", "floor" -> {
        Value scale = Arithmetic.apply(meter, "**", Int.of(10), precision);
        Value scaled = Arithmetic.apply(meter, "*", input, scale);
        return Arithmetic.apply(meter, "/", whole(scaled, method.equals("ceil")), scale);
      }
      default -> throw TemplateException.runtime("method must be common, ceil or floor");
    }
  }

  private static Value whole(Value value, boolean up) {
    if (!(value instanceof Real real)) {
      return new Int(Numbers.integer(value).orElseThrow());
    }
    if (!Double.isFinite(real.value())) {
      throw TemplateException.runtime("cannot convert float infinity or NaN to integer");
    }
    return new Int(
        new BigDecimal(real.value())
            .setScale(0, up ? RoundingMode.CEILING : RoundingMode.FLOOR)
            .toBigInteger());
  }

  private static double rounded(double number, int digits) {
    if (!Double.isFinite(number) || digits > 330) {
      return number;
    }
    if (digits < -330) {
      return Math.copySign(0, number);
    }
    double rounded = new BigDecimal(number).setScale(digits, RoundingMode.HALF_EVEN).doubleValue();
    return rounded == 0 ? Math.copySign(0.0, number) : rounded;
  }

  private static BigInteger rounded(BigInteger number, int digits) {
    if (digits >= 0) {
      return number;
    }
    return -digits > number.bitLength()
        ? BigInteger.ZERO
        : new BigDecimal(number).setScale(digits, RoundingMode.HALF_EVEN).toBigInteger();
  }

  private static Value fileSize(Meter meter, Value input, Bound args) {
    boolean binary = args.or(0, Bool.FALSE).truth();
    double base = binary ? 1024 : 1000;
    double bytes =
        input instanceof Text text
            ? NumberReading.real(text.value())
                .orElseThrow(
                    () ->
                        TemplateException.runtime(
                            "could not convert string to float: " + Repr.quoted(text.value())))
            : Numbers.isNumber(input) ? Numbers.real(input) : notReal(input);
    if (bytes == 1) {
      return Text.of("1 Byte");
    }
    if (bytes < base) {
      return Text.of((long) bytes + " Bytes");
    }
    String units = "kMGTPEZY";
    int unit = 0;
    while (unit < units.length() - 1 && bytes >= Math.pow(base, unit + 2)) {
      unit++;
    }
    double size = base * bytes / Math.pow(base, unit + 2);
    String prefix =
        binary ? Character.toUpperCase(units.charAt(unit)) + "i" : units.substring(unit, unit + 1);
    return Text.of(
        new BigDecimal(size).setScale(1, RoundingMode.HALF_EVEN).toPlainString()
            + " "
            + prefix
            + "B");
  }

  private static double notReal(Value input) {
    throw TemplateException.runtime(
        "float() argument must be a string or a real number, not '" + input.type() + "'");
  }
}
