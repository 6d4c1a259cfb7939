package io.kvlab.template.value;

import io.kvlab.template.TemplateException;
import java.math.BigInteger;
import java.util.AbstractList;
import java.util.List;
import java.util.Optional;

/** Python's range, within the sandbox's bound. */
public record Range(BigInteger start, BigInteger stop, BigInteger step) implements Sequence {
  private static final int MOST = 100_000;

  /** Refuses a step of zero and more than 100,000 numbers. */
  public Range {
    if (step.signum() == 0) {
      throw TemplateException.runtime("range() arg 3 must not be zero");
    }
    if (count(start, stop, step).compareTo(BigInteger.valueOf(MOST)) > 0) {
      throw TemplateException.runtime(
          "Range too big. The sandbox blocks ranges larger than MAX_RANGE (100000).");
    }
  }

  private static BigInteger count(BigInteger start, BigInteger stop, BigInteger step) {
    BigInteger span = step.signum() > 0 ? stop.subtract(start) : start.subtract(stop);
    BigInteger by = step.abs();
    return span.signum() <= 0 ? BigInteger.ZERO : span.add(by).subtract(BigInteger.ONE).divide(by);
  }

  /** A slice of it is a range again. */
  Range slice(long from, long to, long by) {
    return new Range(number(from), number(to), step.multiply(BigInteger.valueOf(by)));
  }

  private BigInteger number(long index) {
    return start.add(step.multiply(BigInteger.valueOf(index)));
  }

  @Override
  public String type() {
    return "range";
  }

  @Override
  public long length() {
    return count(start, stop, step).longValue();
  }

  @Override
  public List<Value> elements() {
    int size = (int) length();
    return new AbstractList<>() {
      @Override
      public Value get(int index) {
        return new Int(number(index));
      }

      @Override
      public int size() {
        return size;
      }
    };
  }

  @Override
  public Sequence like(List<Value> other) {
    return new ListValue(other);
  }

  @Override
  public Optional<Value> attribute(String name) {
    return switch (name) {
      case "start" -> Optional.of(new Int(start));
      case "stop" -> Optional.of(new Int(stop));
      case "step" -> Optional.of(new Int(step));
      default -> Optional.empty();
    };
  }
}
