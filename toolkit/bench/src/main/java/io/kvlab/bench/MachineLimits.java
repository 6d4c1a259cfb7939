package io.kvlab.bench;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.jni.IValue;
import io.kvlab.internal.torch.IValues;
import io.kvlab.internal.torch.Libtorch;
import io.kvlab.internal.torch.ScalarType;
import io.kvlab.internal.torch.TorchScript;
import io.kvlab.model.checkpoint.Packing;
import java.util.HashMap;
import java.util.Map;

/**
 * What the machine can do at best: the fastest of all products it offers, plain, packed and of
 * matrices that are no weights, in several sizes; and the fastest reading of as many bytes as are
 * read. Libraries differ by a factor of two in which of these is fast, processor by processor.
 */
public final class MachineLimits {
  private static final double SECONDS = 0.2;
  private static final int ROUNDS = 3;
  private static final int COLUMNS = 4096;

  private final Device device;
  private final ScalarType type;
  private final Map<Long, Double> bandwidths = new HashMap<>();
  private double flops;

  private MachineLimits(Device device, ScalarType type) {
    this.device = device;
    this.type = type;
  }

  /** Measures the products of a device; takes some seconds. */
  public static MachineLimits measure(Device device, ScalarType type) {
    MachineLimits limits = new MachineLimits(device, type);
    limits.measureAgain();
    return limits;
  }

  /** Floating-point operations per second in the fastest product so far. */
  public double flops() {
    return flops;
  }

  /**
   * Looks whether products are faster by now: shared machines change their speed within minutes.
   */
  void measureAgain() {
    int[] sizes = device.isGpu() ? new int[] {4096, 8192} : new int[] {512, 768, 1024, 2048, 4096};
    int[] rows = device.isGpu() ? new int[] {4096, 8192} : new int[] {512, 2048};
    try (Bench bench = new Bench()) {
      for (int size : sizes) {
        for (int count : rows) {
          flops = Math.max(flops, bench.products(count, size));
        }
      }
    }
  }

  /**
   * Bytes per second at which as many bytes are read over and over, caches of the processor
   * included: by products with one vector, or by summing. Measured at each call, for the same
   * reason; the fastest counts.
   */
  public double bandwidth(long bytes) {
    long rows = Math.max(1, bytes / type.bytes() / COLUMNS);
    long about = rows - rows % Math.max(1, Long.highestOneBit(rows) / 8);
    try (Bench bench = new Bench()) {
      return bandwidths.merge(about, bench.bandwidth(about), Math::max);
    }
  }

  @FunctionalInterface
  private interface Repeated {
    IValue run(IValue times);
  }

  /** Seconds per repetition, of the best of several rounds. */
  private static double fastest(Repeated work) {
    long times = 1;
    double best = Double.MAX_VALUE;
    for (int round = 0; round <= ROUNDS; round++) {
      long started = System.nanoTime();
      try (IValue count = IValue.from(times)) {
        work.run(count).close();
      }
      double seconds = (System.nanoTime() - started) / 1e9;
      if (round > 0) {
        best = Math.min(best, seconds / times);
      }
      times = Math.max(times, (long) (SECONDS / (seconds / times)) + 1);
    }
    return best;
  }

  /** The script with what it always takes. */
  private final class Bench implements AutoCloseable {
    private final NDManager manager = Libtorch.manager(device);
    private final Packing packing = new Packing(manager, type);
    private final TorchScript script = Packing.load(manager, "/io/kvlab/bench/limits.py");
    private final IValue here = IValues.tensor(manager, new int[1], 1);
    private final IValue code = IValue.from(type.code());

    private IValue matrix(long rows, long columns) {
      try (IValue height = IValue.from(rows);
          IValue width = IValue.from(columns)) {
        return script.call("random_matrix", height, width, code, here);
      }
    }

    double products(int rows, int size) {
      try (IValue x = matrix(rows, size)) {
        double seconds;
        IValue plain = matrix(size, size);
        try {
          seconds =
              Math.min(
                  fastest(times -> script.call("chain", x, plain, times)),
                  fastest(times -> script.call("chain_alone", x, plain, times)));
        } finally {
          plain.close();
        }
        if (packing.active()) {
          try (IValue packed = packing.pack(matrix(size, size), size, size)) {
            seconds = Math.min(seconds, fastest(times -> script.call("chain", x, packed, times)));
          }
        }
        return 2.0 * rows * size * size / seconds;
      }
    }

    double bandwidth(long rows) {
      double seconds;
      try (IValue plain = matrix(rows, COLUMNS)) {
        seconds =
            Math.min(vectors(plain, rows), fastest(times -> script.call("sums", plain, times)));
      }
      if (packing.active()) {
        try (IValue packed = packing.pack(matrix(rows, COLUMNS), rows, COLUMNS)) {
          seconds = Math.min(seconds, vectors(packed, rows));
        }
      }
      return (double) rows * COLUMNS * type.bytes() / seconds;
    }

    private double vectors(IValue matrix, long rows) {
      try (IValue height = IValue.from(rows);
          IValue width = IValue.from(COLUMNS)) {
        return fastest(times -> script.call("vectors", matrix, width, height, code, here, times));
      }
    }

    @Override
    public void close() {
      IValues.close(here, code);
      script.close();
      packing.close();
      manager.close();
    }
  }

  /** For a report's facts. */
  void describe(Map<String, Object> facts) {
    facts.put("fastest_product_gflops", Math.round(flops / 1e9));
  }
}
