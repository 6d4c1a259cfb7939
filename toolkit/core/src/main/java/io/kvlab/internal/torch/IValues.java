package io.kvlab.internal.torch;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.IValue;
import java.util.Collection;

/** Making and reading the values that scripts take and return. */
public final class IValues {
  private IValues() {}

  public static IValue tensor(NDManager manager, int[] values, long... shape) {
    return owned((PtNDArray) manager.create(values, new Shape(shape)));
  }

  public static IValue tensor(NDManager manager, long[] values, long... shape) {
    return owned((PtNDArray) manager.create(values, new Shape(shape)));
  }

  /** An int8 tensor. */
  public static IValue tensor(NDManager manager, byte[] values, long... shape) {
    try (PtNDArray flat = (PtNDArray) manager.create(values);
        PtNDArray shaped = (PtNDArray) flat.reshape(new Shape(shape))) {
      return owned(shaped);
    }
  }

  public static IValue tensor(NDManager manager, float[] values, long... shape) {
    return owned((PtNDArray) manager.create(values, new Shape(shape)));
  }

  public static IValue tensor(NDManager manager, double[] values, long... shape) {
    return owned((PtNDArray) manager.create(values, new Shape(shape)));
  }

  /**
   * A tensor with memory of its own. What DJL creates from Java numbers reads from a Java buffer
   * that only the array object keeps from being collected; a value outlives that object.
   */
  private static IValue owned(PtNDArray borrowing) {
    try (borrowing;
        PtNDArray copy = (PtNDArray) borrowing.duplicate()) {
      return IValue.from(copy);
    }
  }

  /** A list of tensors; the elements stay open. An empty list is a list of tensors, too. */
  public static IValue list(Collection<IValue> values) {
    return values.isEmpty()
        ? IValue.listFrom(new PtNDArray[0])
        : IValue.listFrom(values.toArray(IValue[]::new));
  }

  /** The numbers of a float32 tensor, in order; the value stays open. */
  public static float[] floats(NDManager manager, IValue tensor) {
    try (PtNDArray array = tensor.toTensor((PtNDManager) manager)) {
      return array.toFloatArray();
    }
  }

  public static void close(Iterable<? extends AutoCloseable> values) {
    for (AutoCloseable value : values) {
      if (value instanceof IValue iValue) {
        iValue.close();
      }
    }
  }

  public static void close(IValue... values) {
    for (IValue value : values) {
      value.close();
    }
  }
}
