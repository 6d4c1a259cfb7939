package io.kvlab.policy;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/** How much of a prompt's cache is kept, on average per layer and KV head. */
public sealed interface Budget {
  /** Entries per KV head for {@code length} positions; never more than {@code length}. */
  int entries(int length);

  /** The most whole entries that do not exceed this budget: {@code floor(value * n)}. */
  int wholeEntries(int length);

  /**
   * The fraction that is kept: {@code floor(value * n + 0.5)} entries of n, computed in decimal.
   */
  record Ratio(BigDecimal value) implements Budget {
    private static final int TRACES = 15;
    private static final int ROUNDED = 12;

    public Ratio {
      if (value.signum() <= 0 || value.compareTo(BigDecimal.ONE) > 0) {
        throw new IllegalArgumentException("a ratio is above 0 and at most 1, not " + value);
      }
      value = meant(value).stripTrailingZeros();
    }

    /**
     * The number that was meant where floating-point arithmetic left its traces: 0.1 for
     * 0.09999999999999998, and for a float that was widened. Nobody writes so many digits.
     */
    private static BigDecimal meant(BigDecimal value) {
      if (value.precision() < TRACES) {
        return value;
      }
      float single = value.floatValue();
      return single == value.doubleValue()
          ? new BigDecimal(Float.toString(single))
          : value.round(new MathContext(ROUNDED));
    }

    @Override
    public int entries(int length) {
      return value
          .multiply(BigDecimal.valueOf(length))
          .setScale(0, RoundingMode.HALF_UP)
          .intValueExact();
    }

    @Override
    public int wholeEntries(int length) {
      return value
          .multiply(BigDecimal.valueOf(length))
          .setScale(0, RoundingMode.FLOOR)
          .intValueExact();
    }

    @Override
    public String toString() {
      return "ratio " + value.toPlainString();
    }
  }

  /** A fixed number of entries. */
  record Capacity(int value) implements Budget {
    public Capacity {
      if (value < 1) {
        throw new IllegalArgumentException("a capacity is at least 1, not " + value);
      }
    }

    @Override
    public int entries(int length) {
      return Math.min(length, value);
    }

    @Override
    public int wholeEntries(int length) {
      return entries(length);
    }

    @Override
    public String toString() {
      return "capacity " + value;
    }
  }

  static Budget ratio(String value) {
    return new Ratio(new BigDecimal(value));
  }

  static Budget capacity(int value) {
    return new Capacity(value);
  }
}
