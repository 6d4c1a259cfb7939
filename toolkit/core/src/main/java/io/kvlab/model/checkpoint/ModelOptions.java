package io.kvlab.model.checkpoint;

import ai.djl.Device;

/**
 * How a model is loaded.
 *
 * @param device where weights and caches live
 * @param precision format of the weights
 * @param checkWeights whether to look for values that are not finite, at the cost of reading every
 *     weight once
 */
public record ModelOptions(Device device, Precision precision, boolean checkWeights) {
  /** On the CPU, in the best format that fits. */
  public static ModelOptions cpu() {
    return new ModelOptions(Device.cpu(), Precision.AUTO, true);
  }

  /** On the first GPU, in the checkpoint's format; small models in float32. */
  public static ModelOptions gpu() {
    return new ModelOptions(Device.gpu(), Precision.AUTO, true);
  }

  public ModelOptions withPrecision(Precision other) {
    return new ModelOptions(device, other, checkWeights);
  }
}
