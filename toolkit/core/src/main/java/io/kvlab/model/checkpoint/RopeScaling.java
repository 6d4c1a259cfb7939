package io.kvlab.model.checkpoint;

/**
 * Llama 3.1's stretching of RoPE: long wavelengths are slowed by {@code factor}, short ones stay,
 * those between are blended.
 */
public record RopeScaling(
    double factor, double lowFrequencyFactor, double highFrequencyFactor, int originalContext) {
  /** The frequency used in place of {@code frequency} (radians per position). */
  public double scale(double frequency) {
    double wavelength = 2 * Math.PI / frequency;
    if (wavelength < originalContext / highFrequencyFactor) {
      return frequency;
    }
    if (wavelength > originalContext / lowFrequencyFactor) {
      return frequency / factor;
    }
    double smooth =
        (originalContext / wavelength - lowFrequencyFactor)
            / (highFrequencyFactor - lowFrequencyFactor);
    return (1 - smooth) * frequency / factor + smooth * frequency;
  }
}
