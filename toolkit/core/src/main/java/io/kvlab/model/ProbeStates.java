package io.kvlab.model;

import ai.djl.pytorch.jni.IValue;
import io.kvlab.internal.torch.IValues;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The states of probes, per layer and probe, on the device. */
final class ProbeStates implements AutoCloseable {
  private final List<IValue> tensors;
  private final long[] sizes;

  private ProbeStates(List<IValue> tensors, long[] sizes) {
    this.tensors = tensors;
    this.sizes = sizes;
  }

  static ProbeStates none() {
    return new ProbeStates(new ArrayList<>(), new long[0]);
  }

  /** Handles of its own on what a pass has returned. */
  static ProbeStates of(IValue tensors, IValue sizes) {
    long[] counts = sizes.toLongArray();
    List<IValue> own = new ArrayList<>();
    if (counts.length > 0) {
      own.addAll(Arrays.asList(tensors.toIValueArray()));
    }
    return new ProbeStates(own, counts);
  }

  IValue tensors() {
    return IValues.list(tensors);
  }

  IValue sizes() {
    return IValue.listFrom(sizes);
  }

  @Override
  public void close() {
    tensors.forEach(IValue::close);
    tensors.clear();
  }
}
