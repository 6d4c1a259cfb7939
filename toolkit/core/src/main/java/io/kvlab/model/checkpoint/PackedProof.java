package io.kvlab.model.checkpoint;

import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.jni.IValue;
import io.kvlab.internal.torch.IValues;
import io.kvlab.internal.torch.TorchScript;
import java.util.Arrays;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * Whether the packed product of a shape is right on this machine: held against the plain one on
 * random numbers, for as many rows at once as decoding and reading prompts have.
 */
final class PackedProof implements AutoCloseable {
  /** How many rows are multiplied at once: decoding, small and large batches, prefill. */
  private static final int[] ROWS = {1, 2, 8, 33, 512};

  /** Half the distance of 1 to the next float32. */
  private static final double ROUNDING = 1.0 / (1 << 24);

  /** Orders of oneDNN are blocks of so many inner values. */
  private static final long BLOCK = 16;

  private static final int ATTEMPTS = 4;
  private static final int FEW_ROWS = 8;
  private static final int ROUNDS = 20;
  private static final int WEIGHT_PERIOD = 65_537; // primes, so that no two rows are alike
  private static final int INPUT_PERIOD = 16_411;

  private final NDManager manager;
  private final TorchScript program;
  private final IValue weightBlock;
  private final IValue inputBlock;

  PackedProof(NDManager manager) {
    this.manager = manager;
    this.program = Packing.load(manager, "proof.py");
    SplittableRandom random = new SplittableRandom(1);
    this.weightBlock = block(random, WEIGHT_PERIOD);
    this.inputBlock = block(random, INPUT_PERIOD);
  }

  private IValue block(SplittableRandom random, int length) {
    float[] values = new float[length];
    for (int i = 0; i < length; i++) {
      values[i] = (float) random.nextDouble(-1, 1);
    }
    return IValues.tensor(manager, values, length);
  }

  /**
   * The largest difference that rounding explains. Numbers are uniform in [-1, 1], so the sum of k
   * products is about sqrt(k) / 3 large, and each addition rounds it: together 0.24 k roundings in
   * one product, 0.33 k in the difference of two, and the largest of a hundred million differences
   * lies within six times that.
   */
  static double tolerance(long inner) {
    return 4 * inner * ROUNDING;
  }

  /** What was found out about a shape. */
  PackedShape prove(long rows, long inner) {
    try (IValue weight = filled(weightBlock, rows, inner)) {
      Optional<Enlarged> packed = pack(weight, rows, inner);
      if (packed.isEmpty()) {
        return new PackedShape.Padded();
      }
      try (IValue product = packed.get().packed()) {
        double worst =
            Arrays.stream(ROWS)
                .mapToDouble(n -> deviation(n, weight, inner, product))
                .max()
                .orElse(0);
        return worst <= tolerance(inner) // false where a number is none
            ? new PackedShape.Right(packed.get().rows(), packed.get().inner())
            : new PackedShape.Wrong((float) worst);
      }
    }
  }

  private record Enlarged(IValue packed, long rows, long inner) {}

  /** Enlarges a weight until the order that comes out holds no number but its own. */
  private Optional<Enlarged> pack(IValue weight, long wantedRows, long wantedInner) {
    long rows = wantedRows;
    long inner = wantedInner;
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      IValue packed = Packing.pack(program, weight, rows, inner);
      long values = Packing.values(program, packed);
      if (values == rows * inner) {
        return Optional.of(new Enlarged(packed, rows, inner));
      }
      packed.close();
      if (inner % BLOCK != 0) {
        inner += BLOCK - inner % BLOCK;
      } else {
        rows = Math.max(rows + 1, values / inner);
      }
    }
    return Optional.empty();
  }

  /** What a shape costs that is not used packed. */
  Packing.Checked timed(long rows, long inner, String problem) {
    try (IValue weight = filled(weightBlock, rows, inner);
        IValue packed = Packing.pack(program, weight, rows, inner);
        IValue x = filled(inputBlock, FEW_ROWS, inner)) {
      return new Packing.Checked(
          rows, inner, Optional.of(problem), seconds(x, packed, rows), seconds(x, weight, rows));
    }
  }

  private double seconds(IValue x, IValue weight, long rows) {
    double best = Double.MAX_VALUE;
    try (IValue count = IValue.from(rows)) {
      for (int round = 0; round < ROUNDS; round++) {
        long started = System.nanoTime();
        program.call("linear", x, weight, count).close();
        best = Math.min(best, System.nanoTime() - started);
      }
    }
    return best / 1e9;
  }

  private double deviation(int rows, IValue weight, long inner, IValue packed) {
    try (IValue x = filled(inputBlock, rows, inner);
        IValue found = program.call("deviation", x, weight, packed)) {
      double value = found.toDouble();
      return Double.isNaN(value) ? Double.POSITIVE_INFINITY : value;
    }
  }

  private IValue filled(IValue block, long rows, long inner) {
    try (IValue height = IValue.from(rows);
        IValue width = IValue.from(inner)) {
      return program.call("filled", block, height, width);
    }
  }

  @Override
  public void close() {
    IValues.close(weightBlock, inputBlock);
    program.close();
  }
}
