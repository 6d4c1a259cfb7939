package io.kvlab.model.evidence;

import java.util.Arrays;

/**
 * Numbers that a probe brings along, such as trained gates or drawn projections. Two are equal if
 * their numbers are.
 *
 * @param values in order, the last dimension fastest
 * @param shape as the script sees it
 */
public record ProbeTensor(float[] values, long... shape) {
  public ProbeTensor {
    if (Arrays.stream(shape).reduce(1, (a, b) -> a * b) != values.length) {
      throw new IllegalArgumentException(
          values.length + " values do not fill the shape " + Arrays.toString(shape));
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ProbeTensor that
        && Arrays.equals(values, that.values)
        && Arrays.equals(shape, that.shape);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(values) + Arrays.hashCode(shape);
  }

  @Override
  public String toString() {
    return "tensor" + Arrays.toString(shape) + "#" + Arrays.hashCode(values);
  }
}
