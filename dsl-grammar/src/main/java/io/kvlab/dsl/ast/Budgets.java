package io.kvlab.dsl.ast;

import java.math.BigDecimal;
import java.util.function.Function;

/** How much of the prompt's KV cache is kept; a sweep when it has several numbers. */
public sealed interface Budgets extends Node {
  /** The numbers asked for. */
  Numbers numbers();

  /** One of the two functions, applied to this sweep. */
  <R> R match(Function<Ratio, R> ratio, Function<Capacity, R> capacity);

  @Override
  default SourceSpan span() {
    return numbers().span();
  }

  /** The kept fraction of the prompt's entries, above 0 and at most 1. */
  record Ratio(Numbers numbers) implements Budgets {
    public Ratio {
      requireRatios(numbers);
    }

    @Override
    public <R> R match(Function<Ratio, R> ratio, Function<Capacity, R> capacity) {
      return ratio.apply(this);
    }
  }

  /** Positions kept per layer and KV head on average, whole numbers from 1. */
  record Capacity(Numbers numbers) implements Budgets {
    public Capacity {
      for (int capacity : numbers.ints()) {
        if (capacity < 1) {
          throw new IllegalArgumentException("a capacity is at least 1, not " + capacity);
        }
      }
    }

    @Override
    public <R> R match(Function<Ratio, R> ratio, Function<Capacity, R> capacity) {
      return capacity.apply(this);
    }
  }

  /** Checks that all numbers are ratios. */
  static void requireRatios(Numbers numbers) {
    for (BigDecimal ratio : numbers.values()) {
      if (ratio.signum() <= 0 || ratio.compareTo(BigDecimal.ONE) > 0) {
        throw new IllegalArgumentException("a ratio is above 0 and at most 1, not " + ratio);
      }
    }
  }
}
