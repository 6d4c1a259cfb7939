package io.kvlab.policy;

import io.kvlab.KvlabException;
import java.math.BigInteger;

/**
 * A number of entries that may depend on the capacity: {@code numerator / denominator * cap +
 * offset / denominator}, rounded down; {@code cap/2}, {@code cap-8} or just {@code 16}. Kept in
 * lowest terms, so that equal amounts are equal objects.
 */
public record CapacityFormula(long share, long offset, long denominator) {
  /** The capacity itself. */
  public static final CapacityFormula CAPACITY = new CapacityFormula(1, 0, 1);

  public CapacityFormula {
    if (denominator == 0) {
      throw KvlabException.usage("an amount cannot be divided by 0.");
    }
    long common =
        BigInteger.valueOf(share)
                .gcd(BigInteger.valueOf(offset))
                .gcd(BigInteger.valueOf(denominator))
                .longValueExact()
            * Long.signum(denominator);
    share /= common;
    offset /= common;
    denominator /= common;
  }

  /** A fixed number of entries. */
  public static CapacityFormula of(long entries) {
    return new CapacityFormula(0, entries, 1);
  }

  /** Entries of a cache with this capacity; at least 0 and at most {@code capacity}. */
  public int entries(int capacity) {
    long amount = Math.floorDiv(share * capacity + offset, denominator);
    return (int) Math.max(0, Math.min(capacity, amount));
  }

  /** Whether this depends on the capacity. */
  public boolean dependsOnCapacity() {
    return share != 0;
  }

  public CapacityFormula plus(CapacityFormula other) {
    return new CapacityFormula(
        share * other.denominator + other.share * denominator,
        offset * other.denominator + other.offset * denominator,
        denominator * other.denominator);
  }

  public CapacityFormula negated() {
    return new CapacityFormula(-share, -offset, denominator);
  }

  /** The product, of which one factor at least must not depend on the capacity. */
  public CapacityFormula times(CapacityFormula other) {
    if (dependsOnCapacity() && other.dependsOnCapacity()) {
      throw KvlabException.usage("an amount may use cap only once in a product, as in cap*3/4.");
    }
    return new CapacityFormula(
        share * other.offset + other.share * offset,
        offset * other.offset,
        denominator * other.denominator);
  }

  /** The quotient; the divisor must not depend on the capacity. */
  public CapacityFormula dividedBy(CapacityFormula other) {
    if (other.dependsOnCapacity() || other.offset == 0) {
      throw KvlabException.usage(
          "an amount can be divided by a number other than 0 alone, as in cap/2.");
    }
    return new CapacityFormula(
        share * other.denominator, offset * other.denominator, denominator * other.offset);
  }

  /** This amount as the language writes it. */
  @Override
  public String toString() {
    if (share == 0) {
      return fraction(String.valueOf(offset));
    }
    String cap = share == 1 ? "cap" : share == -1 ? "-cap" : share + "*cap";
    if (offset == 0) {
      return fraction(cap);
    }
    String sum = cap + (offset < 0 ? " - " : " + ") + Math.abs(offset);
    return denominator == 1 ? sum : fraction("(" + sum + ")");
  }

  private String fraction(String numerator) {
    return denominator == 1 ? numerator : numerator + "/" + denominator;
  }
}
