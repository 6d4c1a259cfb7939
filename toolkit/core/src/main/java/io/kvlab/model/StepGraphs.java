package io.kvlab.model;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.IValue;
import io.kvlab.cache.KvCache;
import io.kvlab.internal.torch.IValues;
import io.kvlab.internal.torch.Libtorch;
import io.kvlab.internal.torch.Recording;
import io.kvlab.internal.torch.TorchScript;
import java.util.Arrays;
import java.util.Optional;

/**
 * Decoding steps on a GPU as CUDA graphs. The second step over a cache is recorded, and what
 * follows is replayed, as long as the cache stays where it is and as long as its entries fit the
 * length that was recorded: attention looks at {@value #GRAIN} entries more than needed at most,
 * which a mask hides.
 */
final class StepGraphs implements AutoCloseable {
  private static final int GRAIN = 256;

  private final NDManager manager;
  private final NDManager host = Libtorch.manager(Device.cpu());
  private final TorchScript tools;
  private final Recording.Recorder recorder;
  private Optional<IValue> seen = Optional.empty();
  private Optional<Step> current = Optional.empty();

  /** One forward pass of one token for each sequence, everything else fixed. */
  interface Forward {
    /**
     * @param ids {@code [B, 1]}
     * @param numbers see {@code decoder.py}
     * @param extents see {@code decoder.py}
     */
    IValue run(IValue ids, IValue numbers, long[] extents);
  }

  /**
   * A recorded step.
   *
   * @param cache the keys it was recorded over, as their only handle
   * @param input what changes from step to step: ids and numbers are views of it
   */
  private record Step(
      IValue cache,
      long[] extents,
      IValue input,
      IValue ids,
      IValue numbers,
      Recording recording,
      TorchScript tools)
      implements AutoCloseable {
    boolean fits(KvCache.Pass pass, long[] wanted) {
      return cache == pass.keys() && Arrays.equals(extents, wanted);
    }

    void refill(PtNDArray values) {
      try (IValue from = IValue.from(values)) {
        tools.call("refill", input, from).close();
      }
    }

    @Override
    public void close() {
      recording.close();
      IValues.close(ids, numbers, input);
    }
  }

  /**
   * @param tools {@code tensors.py}, closed with this
   * @param recorder CUDA graphs, or what stands for them where there is no GPU
   */
  StepGraphs(NDManager manager, TorchScript tools, Recording.Recorder recorder) {
    this.manager = manager;
    this.tools = tools;
    this.recorder = recorder;
  }

  /**
   * Runs a step, if it is worth a graph.
   *
   * @param ids one token of every sequence
   * @param numbers see {@code decoder.py}
   * @return what {@code forward} returns, its logits in memory of their own; empty for the first
   *     step over a cache, which is not worth it, and where memory is short
   */
  Optional<IValue[]> run(KvCache.Pass pass, int[] ids, long[] numbers, Forward forward) {
    if (seen.isEmpty() || seen.get() != pass.keys()) {
      seen = Optional.of(pass.keys());
      return Optional.empty();
    }
    long[] extents = extents(pass);
    long[] input = new long[ids.length + numbers.length];
    Arrays.setAll(input, i -> i < ids.length ? ids[i] : numbers[i - ids.length]);
    if (current.isPresent() && current.get().fits(pass, extents)) {
      // all in one transfer, from the host straight into the recorded tensor: the GPU waits for it
      try (PtNDArray values = (PtNDArray) host.create(input, new Shape(input.length))) {
        current.get().refill(values);
      }
    } else {
      forget();
      if (!recorder.hasRoom()) {
        return Optional.empty();
      }
      current = Optional.of(record(pass, extents, ids.length, input, forward));
    }
    Recording recording = current.get().recording();
    recording.replay();
    IValue[] parts = recording.made().toIValueTuple();
    try (IValue overwritten = parts[0]) {
      parts[0] = tools.call("copy_of", overwritten);
    }
    return Optional.of(parts);
  }

  private Step record(
      KvCache.Pass pass, long[] extents, int sequences, long[] values, Forward forward) {
    IValue input = IValues.tensor(manager, values, values.length);
    try (IValue zero = IValue.from(0);
        IValue count = IValue.from(sequences);
        IValue all = IValue.from(values.length);
        IValue flat = tools.call("part", input, zero, count)) {
      IValue ids = tools.call("as_column", flat);
      IValue numbers = tools.call("part", input, count, all);
      try {
        Recording recording = recorder.record(() -> forward.run(ids, numbers, extents));
        return new Step(pass.keys(), extents, input, ids, numbers, recording, tools);
      } catch (RuntimeException e) {
        IValues.close(ids, numbers, input);
        throw e;
      }
    }
  }

  /** Per bucket a length that stays for a while, and 0: lengths are taken from the numbers. */
  private static long[] extents(KvCache.Pass pass) {
    long[] extents = new long[pass.extents().length];
    for (int bucket = 0; bucket < pass.rooms().length; bucket++) {
      long entries = pass.extents()[2 * bucket] + 1;
      long rounded = (entries + GRAIN - 1) / GRAIN * GRAIN;
      extents[2 * bucket] = Math.min(pass.rooms()[bucket], rounded) - 1;
    }
    return extents;
  }

  private void forget() {
    current.ifPresent(Step::close);
    current = Optional.empty();
  }

  @Override
  public void close() {
    forget();
    tools.close();
    host.close();
  }
}
