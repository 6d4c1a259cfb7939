package io.kvlab.template.value;

import io.kvlab.template.TemplateException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Optional;

/** Python's arithmetic on bool, int and float. */
public final class Numbers {
  private static final int BITS = 200_000;

  private Numbers() {}

  /** Whether it is an int, float or bool. */
  public static boolean isNumber(Value value) {
    return value instanceof Int || value instanceof Real || value instanceof Bool;
  }

  /** The whole number that an int or bool is; empty for all else. */
  public static Optional<BigInteger> integer(Value value) {
    if (value instanceof Int number) {
      return Optional.of(number.value());
    }
    return value instanceof Bool bool
        ? Optional.of(BigInteger.valueOf(bool.ordinal()))
        : Optional.empty();
  }

  /** A whole number as an int, as functions take it that count or size something. */
  public static int size(Value value) {
    if (value instanceof Undefined undefined) {
      throw undefined.fail();
    }
    BigInteger number =
        integer(value)
            .orElseThrow(
                () ->
                    TemplateException.runtime(
                        "'" + value.type() + "' object cannot be interpreted as an integer"));
    BigInteger most = BigInteger.valueOf(Integer.MAX_VALUE - 8L);
    return number.min(most).max(most.negate()).intValue();
  }

  /** As a double; infinite where an int is too large. */
  public static double approximate(Value value) {
    return value instanceof Real real
        ? real.value()
        : integer(value).orElse(BigInteger.ZERO).doubleValue();
  }

  /** As a double, as Python's float(). */
  public static double real(Value value) {
    double number = approximate(value);
    if (!(value instanceof Real) && Double.isInfinite(number)) {
      throw TemplateException.runtime("int too large to convert to float");
    }
    return number;
  }

  /** The exact order; empty with NaN. */
  static Optional<Integer> order(Value a, Value b) {
    Optional<BigInteger> x = integer(a);
    Optional<BigInteger> y = integer(b);
    if (x.isPresent() && y.isPresent()) {
      return Optional.of(x.get().compareTo(y.get()));
    }
    double p = approximate(a);
    double q = approximate(b);
    if (Double.isNaN(p) || Double.isNaN(q)) {
      return Optional.empty();
    }
    boolean finite = finite(a) && finite(b);
    return Optional.of(
        finite && (x.isPresent() || y.isPresent())
            ? exact(a).compareTo(exact(b))
            : p < q ? -1 : p > q ? 1 : 0);
  }

  private static boolean finite(Value value) {
    return !(value instanceof Real real) || Double.isFinite(real.value());
  }

  private static BigDecimal exact(Value value) {
    return value instanceof Real real
        ? new BigDecimal(real.value())
        : new BigDecimal(integer(value).orElseThrow());
  }

  /** An arithmetic operator on two numbers. */
  static Value apply(String operator, Value a, Value b) {
    Optional<BigInteger> x = integer(a);
    Optional<BigInteger> y = integer(b);
    if (x.isPresent() && y.isPresent()) {
      return whole(operator, x.get(), y.get());
    }
    return new Real(floating(operator, real(a), real(b)));
  }

  private static Value whole(String operator, BigInteger x, BigInteger y) {
    return switch (operator) {
      case "+" -> new Int(x.add(y));
      case "-" -> new Int(x.subtract(y));
      case "*" -> {
        bits((long) x.bitLength() + y.bitLength());
        yield new Int(x.multiply(y));
      }
      case "/" -> new Real(quotient(x, y));
      case "//" -> new Int(floor(x, y)[0]);
      case "%" -> new Int(floor(x, y)[1]);
      default -> power(x, y);
    };
  }

  private static void bits(long bits) {
    if (bits > BITS) {
      throw TemplateException.limit("the template computes a number that is too large");
    }
  }

  private static double quotient(BigInteger x, BigInteger y) {
    if (y.signum() == 0) {
      throw TemplateException.runtime("division by zero");
    }
    if (x.bitLength() <= 53 && y.bitLength() <= 53) {
      return x.doubleValue() / y.doubleValue();
    }
    // 800 digits are beyond every tie of doubles.
    double result =
        new BigDecimal(x)
            .divide(new BigDecimal(y), new MathContext(800, RoundingMode.HALF_EVEN))
            .doubleValue();
    if (Double.isInfinite(result)) {
      throw TemplateException.runtime("integer division result too large for a float");
    }
    return result;
  }

  private static BigInteger[] floor(BigInteger x, BigInteger y) {
    if (y.signum() == 0) {
      throw TemplateException.runtime("integer division or modulo by zero");
    }
    BigInteger[] parts = x.divideAndRemainder(y);
    if (parts[1].signum() != 0 && parts[1].signum() != y.signum()) {
      parts[0] = parts[0].subtract(BigInteger.ONE);
      parts[1] = parts[1].add(y);
    }
    return parts;
  }

  private static Value power(BigInteger x, BigInteger y) {
    if (y.signum() < 0) {
      return new Real(floating("**", x.doubleValue(), y.doubleValue()));
    }
    if (x.abs().bitLength() > 1) {
      bits(y.bitLength() > 31 ? Long.MAX_VALUE : (long) x.bitLength() * y.intValue());
    } else if (y.bitLength() > 31) {
      y = BigInteger.valueOf(y.testBit(0) ? 1 : 2);
    }
    return new Int(x.pow(y.intValue()));
  }

  private static double floating(String operator, double x, double y) {
    return switch (operator) {
      case "+" -> x + y;
      case "-" -> x - y;
      case "*" -> x * y;
      case "/" -> {
        nonzero(y, "float division by zero");
        yield x / y;
      }
      case "//" -> {
        nonzero(y, "float floor division by zero");
        yield floorQuotient(x, y);
      }
      case "%" -> {
        nonzero(y, "float modulo");
        yield remainder(x, y);
      }
      default -> power(x, y);
    };
  }

  private static void nonzero(double divisor, String message) {
    if (divisor == 0) {
      throw TemplateException.runtime(message);
    }
  }

  private static double remainder(double x, double y) {
    double rest = x % y;
    if (rest == 0) {
      return Math.copySign(0.0, y);
    }
    return (rest < 0) != (y < 0) ? rest + y : rest;
  }

  // As CPython's float_divmod: the quotient of what is left after the remainder, snapped to whole.
  private static double floorQuotient(double x, double y) {
    double rest = x % y;
    double quotient = (x - rest) / y;
    if (rest != 0 && (rest < 0) != (y < 0)) {
      quotient -= 1;
    }
    if (quotient == 0) {
      return Math.copySign(0.0, x / y);
    }
    double floor = Math.floor(quotient);
    return quotient - floor > 0.5 ? floor + 1 : floor;
  }

  private static double power(double x, double y) {
    if (x == 0 && y < 0) {
      throw TemplateException.runtime("0.0 cannot be raised to a negative power");
    }
    if (x < 0 && Double.isFinite(x) && Double.isFinite(y) && y != Math.rint(y)) {
      throw TemplateException.runtime("a negative number to a fractional power is complex");
    }
    if (x == 1 || (x == -1 && Double.isInfinite(y))) {
      return 1;
    }
    double result = Math.pow(x, y);
    if (Double.isInfinite(result) && Double.isFinite(x) && Double.isFinite(y)) {
      throw TemplateException.runtime("(34, 'Numerical result out of range')");
    }
    return result;
  }

  /** {@code -value} or {@code +value}. */
  public static Value sign(Value value, boolean negative) {
    if (value instanceof Undefined undefined) {
      throw undefined.fail();
    }
    if (value instanceof Real real) {
      return negative ? new Real(-real.value()) : real;
    }
    return integer(value)
        .map(number -> new Int(negative ? number.negate() : number))
        .orElseThrow(
            () ->
                TemplateException.runtime(
                    "bad operand type for unary "
                        + (negative ? "-" : "+")
                        + ": '"
                        + value.type()
                        + "'"));
  }
}
