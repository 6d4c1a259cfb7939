package io.kvlab.dsl.ast;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One entry of a list of numbers: a single number, or {@code first..last step by}. A range runs
 * towards {@code last} in exact decimal steps, downwards if {@code last} is the smaller, and never
 * past it: {@code 0.1..0.9 step 0.2} is 0.1, 0.3, 0.5, 0.7, 0.9.
 *
 * @param last end of the range, empty for a single number
 * @param step distance of two values, above 0; empty means 1
 */
public record NumberRange(
    BigDecimal first, Optional<BigDecimal> last, Optional<BigDecimal> step, SourceSpan span)
    implements Node {
  /** The most values that one range may stand for. */
  public static final int MOST_VALUES = 10_000;

  public NumberRange {
    first = normal(first);
    last = last.map(NumberRange::normal);
    step = step.map(NumberRange::normal);
    if (step.isPresent() && (last.isEmpty() || step.get().signum() <= 0)) {
      throw new IllegalArgumentException("a step belongs to a range and is above 0");
    }
    if (last.isPresent() && steps(first, last.get(), step).compareTo(most()) > 0) {
      throw new IllegalArgumentException("the range has more than " + MOST_VALUES + " values");
    }
  }

  /** A single number in no text. */
  public static NumberRange of(BigDecimal number) {
    return new NumberRange(number, Optional.empty(), Optional.empty(), SourceSpan.NONE);
  }

  /** How many values a range would have, less one; may have a fraction. */
  public static BigDecimal steps(BigDecimal first, BigDecimal last, Optional<BigDecimal> step) {
    return last.subtract(first).abs().divideToIntegralValue(step.orElse(BigDecimal.ONE));
  }

  /** All values, in order. */
  public List<BigDecimal> values() {
    if (last.isEmpty()) {
      return List.of(first);
    }
    int count = steps(first, last.get(), step).intValueExact() + 1;
    BigDecimal by = step.orElse(BigDecimal.ONE);
    BigDecimal signed = last.get().compareTo(first) < 0 ? by.negate() : by;
    List<BigDecimal> values = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      values.add(normal(first.add(signed.multiply(BigDecimal.valueOf(i)))));
    }
    return List.copyOf(values);
  }

  private static BigDecimal most() {
    return BigDecimal.valueOf(MOST_VALUES - 1L);
  }

  /** One representation for one number: 0.10 and 0.1 are equal, 100 has no exponent. */
  static BigDecimal normal(BigDecimal number) {
    BigDecimal stripped = number.stripTrailingZeros();
    return stripped.scale() < 0 ? stripped.setScale(0) : stripped;
  }
}
