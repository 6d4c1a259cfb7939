package io.kvlab.model;

import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.jni.IValue;
import io.kvlab.cache.KvCache;
import io.kvlab.internal.torch.IValues;
import io.kvlab.internal.torch.Recording;
import io.kvlab.internal.torch.TorchScript;
import io.kvlab.model.checkpoint.ModelConfig;
import io.kvlab.model.checkpoint.Packing;
import io.kvlab.model.evidence.EvidenceRequest;
import java.util.List;
import java.util.Optional;

/** Calls {@code decoder.py}: one forward pass of new tokens over a cache. */
public final class Decoder implements AutoCloseable {
  /** Which logits a pass computes. */
  enum Outputs {
    NONE,
    LAST,
    ALL
  }

  /**
   * The raw result of a pass; see {@code decoder.py} for the shapes.
   *
   * @param queries evidence summed over queries
   * @param keys evidence of keys
   * @param watched the newest token's attention weights
   */
  record Result(IValue logits, IValue queries, IValue keys, IValue watched)
      implements AutoCloseable {
    @Override
    public void close() {
      IValues.close(logits, queries, keys, watched);
    }
  }

  private final ModelConfig config;
  private final NDManager manager;
  private final TorchScript script;
  private final IValue weights;
  private final IValue shape;
  private final IValue epsilon;
  private final IValue noCoefficients;
  private final Optional<StepGraphs> graphs;

  /**
   * @param weights the list that {@code decoder.py} describes; closed with this decoder
   * @param recorder records decoding steps; empty where every step is run operator by operator
   */
  public Decoder(
      ModelConfig config,
      NDManager manager,
      IValue weights,
      Optional<Recording.Recorder> recorder) {
    this.config = config;
    this.manager = manager;
    this.script = Packing.load(manager, "decoder.py", "branches.py");
    this.weights = weights;
    this.shape =
        IValue.listFrom(
            config.layers(),
            config.heads(),
            config.kvHeads(),
            config.headDim(),
            config.queryKeyValueBias() ? 1 : 0,
            config.queryKeyNorm() ? 1 : 0,
            config.outputBias() ? 1 : 0,
            config.slidingWindow().orElse(0),
            config.feedForwardSize());
    this.epsilon = IValue.from(config.normEpsilon());
    this.noCoefficients = IValues.tensor(manager, new float[0], 1, 0, 1);
    this.graphs =
        recorder
            .filter(any -> config.slidingWindow().isEmpty())
            .map(
                any ->
                    new StepGraphs(
                        manager, TorchScript.load(manager, Decoder.class, "tensors.py"), any));
  }

  /**
   * Runs a pass and records the new tokens in the cache.
   *
   * @param watch 1 for the newest token's weights, 2 + l for all weights of layer l, 0 for none
   */
  Result run(
      KvCache cache, List<int[]> tokens, EvidenceRequest request, int watch, Outputs outputs) {
    int batch = tokens.size();
    int longest = tokens.stream().mapToInt(t -> t.length).max().orElse(0);
    int[] counts = tokens.stream().mapToInt(t -> t.length).toArray();
    int[] past = new int[batch];
    int furthest = 0;
    for (int i = 0; i < batch; i++) {
      past[i] = cache.nextPosition(i);
      furthest = Math.max(furthest, past[i] + counts[i]);
    }
    KvCache.Pass pass = cache.beforePass(longest);
    int[] ids = ids(tokens, longest);
    long[] numbers = numbers(past, counts, pass.lengths());
    if (longest == 1 && watch == 0 && !request.any() && graphs.isPresent()) {
      Optional<IValue[]> parts =
          graphs.get().run(pass, ids, numbers, (i, n, extents) -> step(pass, i, n, extents));
      if (parts.isPresent()) {
        cache.afterPass(counts);
        return result(parts.get());
      }
    }
    int kinds = request.attention().size();
    int window = config.slidingWindow().orElse(0);
    boolean windowed = window > 0 && furthest > window;
    try (IValue idTensor = IValues.tensor(manager, ids, batch, longest);
        IValue numberTensor = IValues.tensor(manager, numbers, numbers.length);
        IValue coefficients =
            IValues.tensor(
                manager, request.coefficients(past, counts, longest), batch, kinds, longest);
        IValue made =
            forward(
                pass,
                idTensor,
                numberTensor,
                pass.extents(),
                coefficients,
                windowed ? 1 : 0,
                request.firstQuery(past, counts, longest),
                request.probes().isEmpty() ? 0 : 1,
                watch,
                outputs.ordinal())) {
      cache.afterPass(counts);
      return result(made.toIValueTuple());
    }
  }

  private static Result result(IValue[] parts) {
    return new Result(parts[0], parts[1], parts[2], parts[3]);
  }

  /** A pass of one token for each sequence, without evidence. */
  private IValue step(KvCache.Pass pass, IValue ids, IValue numbers, long[] extents) {
    return forward(pass, ids, numbers, extents, noCoefficients, 0, 1, 0, 0, Outputs.LAST.ordinal());
  }

  private IValue forward(
      KvCache.Pass pass,
      IValue ids,
      IValue numbers,
      long[] extents,
      IValue coefficients,
      int windowed,
      int firstQuery,
      int keyKinds,
      int watch,
      int outputs) {
    try (IValue extentList = IValue.listFrom(extents);
        IValue windowedFlag = IValue.from(windowed);
        IValue first = IValue.from(firstQuery);
        IValue keys = IValue.from(keyKinds);
        IValue watched = IValue.from(watch);
        IValue wanted = IValue.from(outputs)) {
      return script.call(
          "forward",
          ids,
          numbers,
          shape,
          epsilon,
          weights,
          pass.keys(),
          pass.values(),
          pass.places(),
          pass.orders(),
          pass.backs(),
          pass.structure(),
          extentList,
          windowedFlag,
          coefficients,
          first,
          keys,
          watched,
          wanted);
    }
  }

  /** The program and what it always takes, for {@link BranchBatch}. */
  Program program() {
    return new Program(manager, script, shape, epsilon, weights);
  }

  /** See {@link #program}; owned by this decoder. */
  record Program(
      NDManager manager, TorchScript script, IValue shape, IValue epsilon, IValue weights) {}

  /** Prefills that drop hidden states between layers. */
  LayerwisePrefill layerwise() {
    return new LayerwisePrefill(config, manager, script, weights, shape, epsilon);
  }

  private static int[] ids(List<int[]> tokens, int longest) {
    int[] flat = new int[tokens.size() * longest];
    for (int i = 0; i < tokens.size(); i++) {
      System.arraycopy(tokens.get(i), 0, flat, i * longest, tokens.get(i).length);
    }
    return flat;
  }

  private static long[] numbers(int[] past, int[] counts, long[] lengths) {
    long[] flat = new long[2 * past.length + lengths.length];
    for (int i = 0; i < past.length; i++) {
      flat[i] = past[i];
      flat[past.length + i] = counts[i];
    }
    System.arraycopy(lengths, 0, flat, 2 * past.length, lengths.length);
    return flat;
  }

  @Override
  public void close() {
    graphs.ifPresent(StepGraphs::close);
    IValues.close(weights, shape, epsilon, noCoefficients);
    script.close();
  }
}
