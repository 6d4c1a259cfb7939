package io.kvlab.internal.torch;

import ai.djl.pytorch.jni.IValue;
import java.util.function.Supplier;

/** Work that can be done again with what stands in the same tensors by then. */
public interface Recording extends AutoCloseable {
  /** Records work, such as {@link CudaGraph#record}. */
  interface Recorder {
    /**
     * @param work returns its outputs
     */
    Recording record(Supplier<IValue> work);

    /** Whether there is memory for a recording without a doubt. */
    default boolean hasRoom() {
      return true;
    }
  }

  /** The outputs; they hold numbers after the first {@link #replay}, and others after the next. */
  IValue made();

  /** Does the work again. */
  void replay();

  /** Frees the recording and its outputs. */
  @Override
  void close();
}
