package io.kvlab.summary.stats;

/** A confidence interval, both ends included. */
public record Interval(double low, double high) {
  public Interval {
    if (!(low <= high)) {
      throw new IllegalArgumentException(
          "an interval runs upwards, not from " + low + " to " + high);
    }
  }

  /** Whether {@code value} lies within. */
  public boolean contains(double value) {
    return low <= value && value <= high;
  }
}
