package io.kvlab.model.checkpoint;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.IValue;
import io.kvlab.KvlabException;
import io.kvlab.internal.safetensors.StoredTensor;
import io.kvlab.internal.torch.IValues;
import io.kvlab.internal.torch.Libtorch;
import io.kvlab.internal.torch.ScalarType;
import io.kvlab.internal.torch.TorchScript;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.IntBuffer;
import java.nio.MappedByteBuffer;
import java.nio.ShortBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Brings stored tensors to the device in the wanted format: mapped without a copy where the format
 * is already right, otherwise in pieces, so that there is never a second copy of the weights.
 */
public final class WeightLoader {
  private static final long PIECE = 16 << 20; // values
  private static final int STRIPE = 1 << 18; // values that one task converts

  private final NDManager manager;
  private final TorchScript script;
  private final boolean check;
  private final List<MappedByteBuffer> mapped = new ArrayList<>();
  private long bytes;

  public WeightLoader(NDManager manager, TorchScript script, boolean check) {
    this.manager = manager;
    this.script = script;
    this.check = check;
  }

  /** The memory that zero-copy tensors read from: to be held as long as they are used. */
  public List<MappedByteBuffer> mapped() {
    return mapped;
  }

  /** Bytes of all tensors loaded so far. */
  public long bytes() {
    return bytes;
  }

  /** The format of a stored tensor; anything but F32, F16 and BF16 is refused. */
  public static ScalarType storedType(StoredTensor tensor) {
    return switch (tensor.dtype()) {
      case "F32" -> ScalarType.FLOAT32;
      case "F16" -> ScalarType.FLOAT16;
      case "BF16" -> ScalarType.BFLOAT16;
      default ->
          throw KvlabException.run(
              tensor.file()
                  + ": tensor "
                  + tensor.name()
                  + " is stored as "
                  + tensor.dtype()
                  + "; supported are F32, F16 and BF16");
    };
  }

  /**
   * Loads one tensor, or several of the same width one below the other.
   *
   * @param mapped whether it may be used where it lies in the file, which then stays mapped
   * @throws KvlabException if a value is not finite and weights are checked
   */
  public IValue load(List<StoredTensor> parts, ScalarType type, boolean mapped) {
    StoredTensor tensor = parts.get(0);
    ScalarType stored = storedType(tensor);
    boolean direct =
        mapped
            && parts.size() == 1
            && stored == type
            && type != ScalarType.BFLOAT16
            && !manager.getDevice().isGpu()
            && tensor.bytes() <= Integer.MAX_VALUE
            && tensor.offset() % type.bytes() == 0;
    IValue value = direct ? map(tensor, stored) : copy(parts, type);
    bytes += parts.stream().mapToLong(StoredTensor::size).sum() * type.bytes();
    if (check && !allFinite(value)) {
      value.close();
      throw notFinite(parts, type);
    }
    return value;
  }

  private KvlabException notFinite(List<StoredTensor> parts, ScalarType type) {
    StoredTensor bad = parts.get(parts.size() - 1);
    for (StoredTensor part : parts.subList(0, parts.size() - 1)) {
      try (IValue alone = copy(List.of(part), type)) {
        bad = allFinite(alone) ? bad : part;
      }
    }
    return KvlabException.run(
        bad.file() + ": tensor " + bad.name() + " holds values that are not finite numbers");
  }

  private boolean allFinite(IValue value) {
    try (IValue answer = script.call("all_finite", value)) {
      return answer.toBoolean();
    }
  }

  private IValue map(StoredTensor tensor, ScalarType type) {
    MappedByteBuffer buffer = tensor.map(0, tensor.bytes());
    mapped.add(buffer);
    DataType format = type == ScalarType.FLOAT32 ? DataType.FLOAT32 : DataType.FLOAT16;
    try (PtNDArray array = (PtNDArray) manager.create(buffer, new Shape(tensor.shape()), format)) {
      return IValue.from(array);
    }
  }

  private IValue copy(List<StoredTensor> parts, ScalarType type) {
    long[] shape = parts.get(0).shape().clone();
    shape[0] = parts.stream().mapToLong(part -> part.shape()[0]).sum();
    try (IValue device = IValues.tensor(manager, new int[1], 1);
        IValue size = IValue.listFrom(shape);
        IValue code = IValue.from(type.code())) {
      IValue target = script.call("allocate", device, size, code);
      long written = 0;
      for (StoredTensor part : parts) {
        copy(part, target, written);
        written += part.size();
      }
      return target;
    }
  }

  private void copy(StoredTensor tensor, IValue target, long offset) {
    ScalarType stored = storedType(tensor);
    for (long from = 0; from < tensor.size(); from += PIECE) {
      int count = (int) Math.min(PIECE, tensor.size() - from);
      MappedByteBuffer source = tensor.map(from * stored.bytes(), (long) count * stored.bytes());
      try (NDManager piece = Libtorch.manager(ai.djl.Device.cpu());
          IValue values = piece(piece, source, stored, count);
          IValue start = IValue.from(offset + from);
          IValue done = script.call("fill", target, values, start)) {
        assert done.isLong();
      }
      Reference.reachabilityFence(source); // the piece may read from it directly
    }
  }

  private static IValue piece(
      NDManager cpu, MappedByteBuffer source, ScalarType stored, int count) {
    PtNDArray array =
        switch (stored) {
          case FLOAT32 -> (PtNDArray) cpu.create(source, new Shape(count), DataType.FLOAT32);
          case FLOAT16 -> (PtNDArray) cpu.create(source, new Shape(count), DataType.FLOAT16);
          case BFLOAT16 -> widen(cpu, source, count);
        };
    return IValue.from(array);
  }

  /** A bfloat16 is the upper half of a float32. */
  private static PtNDArray widen(NDManager cpu, ByteBuffer source, int count) {
    PtNDArray array = (PtNDArray) cpu.create(new Shape(count), DataType.FLOAT32);
    IntBuffer target = array.toByteBuffer(true).order(ByteOrder.nativeOrder()).asIntBuffer();
    ShortBuffer halves = source.order(ByteOrder.LITTLE_ENDIAN).asShortBuffer();
    IntStream.range(0, (count + STRIPE - 1) / STRIPE)
        .parallel()
        .forEach(
            stripe -> {
              int end = Math.min(count, (stripe + 1) * STRIPE);
              for (int i = stripe * STRIPE; i < end; i++) {
                target.put(i, halves.get(i) << 16);
              }
            });
    return array;
  }
}
