package io.kvlab.model.checkpoint;

import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.JniUtils;
import io.kvlab.internal.torch.IValues;
import io.kvlab.internal.torch.ScalarType;
import io.kvlab.internal.torch.TorchScript;
import java.util.Arrays;

/**
 * Weights that keep activations in the range of a trained model's, for measuring speed and memory
 * of a shape whose checkpoint is not at hand. One block of normal numbers is repeated throughout.
 */
public final class RandomWeights implements AutoCloseable {
  private static final int BLOCK = 1_000_003;

  private final NDManager manager;
  private final TorchScript script;
  private final IValue block;
  private long bytes;
  private int tensors;

  public RandomWeights(NDManager manager, TorchScript script, long seed) {
    this.manager = manager;
    this.script = script;
    JniUtils.setSeed(seed);
    try (IValue device = IValues.tensor(manager, new int[1], 1);
        IValue count = IValue.from(BLOCK)) {
      this.block = script.call("random_block", device, count);
    }
  }

  public IValue make(long[] shape, ScalarType type) {
    boolean matrix = shape.length > 1;
    double scale = matrix ? 1 / Math.sqrt(shape[1]) : 0.02;
    bytes += Arrays.stream(shape).reduce(1, (a, b) -> a * b) * type.bytes();
    try (IValue size = IValue.listFrom(shape);
        IValue code = IValue.from(type.code());
        IValue offset = IValue.from((tensors++ * 7919L) % BLOCK);
        IValue factor = IValue.from(scale);
        IValue shift = IValue.from(matrix ? 0.0 : 1.0)) {
      return script.call("repeat_block", block, size, code, offset, factor, shift);
    }
  }

  public long bytes() {
    return bytes;
  }

  @Override
  public void close() {
    block.close();
  }
}
