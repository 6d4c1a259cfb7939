package io.kvlab.bench;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.jni.IValue;
import io.kvlab.internal.torch.IValues;
import io.kvlab.internal.torch.Libtorch;
import io.kvlab.internal.torch.ScalarType;
import io.kvlab.internal.torch.TorchScript;
import java.util.Map;

/**
 * What the machine can do at best.
 *
 * @param flops floating-point operations per second in products of large matrices
 * @param bandwidth bytes per second read by matrix-vector products
 */
public record MachineLimits(double flops, double bandwidth) {
  private static final double SECONDS = 0.5;
  private static final int ROUNDS = 3;

  /** Measures a device; takes a few seconds. */
  public static MachineLimits measure(Device device, ScalarType type) {
    try (NDManager manager = Libtorch.manager(device);
        TorchScript script = TorchScript.load(manager, MachineLimits.class, "limits.py");
        IValue here = IValues.tensor(manager, new int[1], 1);
        IValue code = IValue.from(type.code())) {
      int n = device.isGpu() ? 8192 : 1536;
      double product =
          fastest(
              times -> {
                try (IValue size = IValue.from(n);
                    IValue count = IValue.from(times);
                    IValue done = script.call("matrix_product", size, count, code, here)) {
                  return done;
                }
              });
      long bytes = device.isGpu() ? 4L << 30 : 256L << 20;
      int columns = 4096;
      try (IValue rows = IValue.from(bytes / type.bytes() / columns);
          IValue width = IValue.from(columns);
          IValue matrix = script.call("matrix", rows, width, code, here)) {
        double vector =
            fastest(
                times -> {
                  try (IValue count = IValue.from(times);
                      IValue done = script.call("matrix_vector", matrix, count)) {
                    return done;
                  }
                });
        return new MachineLimits(2.0 * n * n * n / product, bytes / vector);
      }
    }
  }

  @FunctionalInterface
  private interface Repeated {
    IValue run(long times);
  }

  /** Seconds per repetition, of the best of several rounds. */
  private static double fastest(Repeated work) {
    long times = 1;
    double best = Double.MAX_VALUE;
    for (int round = 0; round <= ROUNDS; round++) {
      long started = System.nanoTime();
      work.run(times);
      double seconds = (System.nanoTime() - started) / 1e9;
      if (round > 0) {
        best = Math.min(best, seconds / times);
      }
      times = Math.max(times, (long) (SECONDS / (seconds / times)) + 1);
    }
    return best;
  }

  /** For a report's facts. */
  void describe(Map<String, Object> facts) {
    facts.put("matrix_product_gflops", Math.round(flops / 1e9));
    facts.put("memory_bandwidth_gb_per_s", Math.round(bandwidth / 1e8) / 10.0);
  }
}
