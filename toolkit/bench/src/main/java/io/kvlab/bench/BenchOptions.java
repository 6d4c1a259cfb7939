package io.kvlab.bench;

import ai.djl.Device;
import io.kvlab.model.checkpoint.ModelOptions;
import io.kvlab.model.checkpoint.Precision;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What a benchmark is run with.
 *
 * @param shape a name of {@link Shapes}; empty for the benchmark's own choice
 * @param device where it runs
 * @param precision format of the weights
 * @param longest longest context; empty for the benchmark's own choice
 */
public record BenchOptions(
    Optional<String> shape, Device device, Precision precision, OptionalInt longest) {
  /** The benchmark's own choices, on the CPU. */
  public static BenchOptions standard() {
    return new BenchOptions(Optional.empty(), Device.cpu(), Precision.AUTO, OptionalInt.empty());
  }

  /** The same on another device: on a GPU in bfloat16, on a CPU in float32. */
  public BenchOptions on(Device other) {
    return new BenchOptions(
        shape, other, other.isGpu() ? Precision.BFLOAT16 : Precision.AUTO, longest);
  }

  ModelOptions model() {
    return new ModelOptions(device, precision, false);
  }
}
