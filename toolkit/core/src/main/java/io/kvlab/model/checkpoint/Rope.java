package io.kvlab.model.checkpoint;

import java.util.List;

/**
 * One rotary position embedding.
 *
 * @param rule whether angles follow the length of the sequence
 * @param theta the base
 * @param factor by how much the context is stretched
 * @param context positions beyond which another rule holds
 * @param amplitude factor of cosine and sine
 * @param frequencies radians per position, one a pair
 * @param beyond those of sequences longer than {@code context}
 */
public record Rope(
    Rule rule,
    double theta,
    double factor,
    double context,
    double amplitude,
    List<Double> frequencies,
    List<Double> beyond) {
  /** Whether angles follow the length of the sequence. */
  public enum Rule {
    /** They do not. */
    FIXED,
    /** The base grows with a sequence beyond the context ("dynamic"). */
    DYNAMIC,
    /** Other frequencies hold for a sequence beyond the original context ("longrope"). */
    LONG
  }

  public Rope {
    frequencies = List.copyOf(frequencies);
    beyond = List.copyOf(beyond);
  }

  /** Without scaling: {@code theta^(-2i/width)}. */
  public static Rope plain(double theta, int width) {
    return fixed(theta, 1, plainFrequencies(theta, width));
  }

  /** Frequencies that are always the same. */
  public static Rope fixed(double theta, double amplitude, List<Double> frequencies) {
    return new Rope(Rule.FIXED, theta, 1, 1, amplitude, frequencies, frequencies);
  }

  static List<Double> plainFrequencies(double theta, int width) {
    return java.util.stream.IntStream.range(0, width / 2)
        .mapToObj(i -> Math.pow(theta, -2.0 * i / width))
        .toList();
  }
}
