package io.kvlab.model;

import ai.djl.Device;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.IValue;
import io.kvlab.KvlabException;
import io.kvlab.internal.torch.Libtorch;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A few bytes that a pass and Java both see while the pass runs: the program writes how far it is,
 * Java writes that it shall end. So a long pass can be followed, and left within a layer's time; a
 * GPU is asked for all layers at once and does not notice.
 */
final class Pulse implements AutoCloseable {
  /** What {@code decoder.py} says when it was told to end. */
  private static final String ABANDONED = "kvlab: the pass was abandoned";

  private static final int LAYER = 0;
  private static final int STOP = Integer.BYTES;

  private final ByteBuffer bytes =
      ByteBuffer.allocateDirect(2 * Integer.BYTES).order(ByteOrder.nativeOrder());
  private final NDManager host = Libtorch.manager(Device.cpu());
  private final PtNDArray array =
      (PtNDArray) host.create(bytes, new Shape(2), DataType.INT32); // over these very bytes
  private final IValue value = IValue.from(array);

  /** The bytes as {@code decoder.py} takes them. */
  IValue value() {
    return value;
  }

  /** A pass begins. */
  void begin() {
    bytes.putInt(LAYER, 0);
  }

  /** The layer that the pass is in, or the last one was in at its end. */
  int layer() {
    return bytes.getInt(LAYER);
  }

  /** Whether passes are to end. */
  void stop(boolean stop) {
    bytes.putInt(STOP, stop ? 1 : 0);
  }

  /** What a pass ended with, as the rest of kvlab knows it. */
  static RuntimeException told(EngineException failure) {
    return String.valueOf(failure.getMessage()).contains(ABANDONED)
        ? new KvlabException(KvlabException.Kind.INTERRUPTED, "Interrupted.")
        : failure;
  }

  @Override
  public void close() {
    value.close();
    array.close();
    host.close();
  }
}
