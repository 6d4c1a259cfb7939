package io.kvlab.model.checkpoint;

import io.kvlab.internal.safetensors.Safetensors;
import io.kvlab.internal.torch.ScalarType;
import java.lang.management.ManagementFactory;
import java.util.function.Supplier;

/** Decides in which format matrices are held. */
public final class PrecisionChoice {
  /** Part of the machine's memory that widened weights may take. */
  private static final double SHARE = 0.5;

  /**
   * Up to so many parameters a GPU computes in float32 too: nothing is gained by less, and answers
   * are those of the CPU.
   */
  private static final long SMALL = 50_000_000;

  private PrecisionChoice() {}

  /**
   * @param stored the checkpoint's weights, opened where their format decides
   */
  public static ScalarType choose(
      ModelConfig config, Supplier<Safetensors> stored, ModelOptions options) {
    return switch (options.precision()) {
      case FLOAT32 -> ScalarType.FLOAT32;
      case FLOAT16 -> ScalarType.FLOAT16;
      case BFLOAT16 -> ScalarType.BFLOAT16;
      case AUTO -> {
        boolean wide =
            options.device().isGpu()
                ? config.parameters() <= SMALL
                : 4 * config.parameters() <= SHARE * physicalMemory();
        yield wide
            ? ScalarType.FLOAT32
            : WeightLoader.storedType(stored.get().get(WeightNames.embedding(config)));
      }
    };
  }

  private static long physicalMemory() {
    var system =
        (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    return system.getTotalMemorySize();
  }
}
