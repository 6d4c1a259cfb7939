package io.kvlab.dsl.ast;

import java.math.BigDecimal;
import java.util.List;

/** A list of numbers and ranges, as in {@code 0.05, 0.1..0.9 step 0.2}. Never empty. */
public record Numbers(List<NumberRange> items, SourceSpan span) implements Node {
  public Numbers {
    items = List.copyOf(items);
    if (items.isEmpty()) {
      throw new IllegalArgumentException("a list of numbers has at least one");
    }
  }

  /** A list of single numbers in no text. */
  public static Numbers of(String... numbers) {
    return new Numbers(
        List.of(numbers).stream().map(n -> NumberRange.of(new BigDecimal(n))).toList(),
        SourceSpan.NONE);
  }

  /** All numbers, ranges expanded exactly, each once, in the order of their first appearance. */
  public List<BigDecimal> values() {
    return items.stream().flatMap(item -> item.values().stream()).distinct().toList();
  }

  /** {@link #values} as doubles. */
  public double[] doubles() {
    return values().stream().mapToDouble(BigDecimal::doubleValue).toArray();
  }

  /**
   * {@link #values} as ints.
   *
   * @throws ArithmeticException if one is no int; the parser sees to it wherever the language wants
   *     whole numbers
   */
  public int[] ints() {
    return values().stream().mapToInt(BigDecimal::intValueExact).toArray();
  }
}
