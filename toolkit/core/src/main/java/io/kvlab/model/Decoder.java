package io.kvlab.model;

import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.jni.IValue;
import io.kvlab.cache.KvCache;
import io.kvlab.internal.torch.IValues;
import io.kvlab.internal.torch.TorchScript;
import java.util.ArrayList;
import java.util.List;

/** Calls {@code decoder.py}: one forward pass of new tokens over a cache. */
final class Decoder implements AutoCloseable {
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

  /**
   * @param weights the list that {@code decoder.py} describes; closed with this decoder
   */
  Decoder(ModelConfig config, NDManager manager, IValue weights) {
    this.config = config;
    this.manager = manager;
    this.script = TorchScript.load(manager, Decoder.class, "decoder.py", "branches.py");
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
            config.slidingWindow().orElse(0));
    this.epsilon = IValue.from(config.normEpsilon());
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
    List<IValue> owned = new ArrayList<>();
    try {
      int kinds = request.attention().size();
      int window = config.slidingWindow().orElse(0);
      IValue result =
          script.call(
              "forward",
              own(owned, ids(tokens, longest)),
              own(owned, numbers(past, counts, pass.lengths())),
              shape,
              epsilon,
              weights,
              pass.keys(),
              pass.values(),
              pass.places(),
              pass.orders(),
              pass.backs(),
              pass.structure(),
              own(owned, IValue.listFrom(pass.extents())),
              own(owned, IValue.from(window > 0 && furthest > window ? 1 : 0)),
              own(
                  owned,
                  IValues.tensor(
                      manager, request.coefficients(past, counts, longest), batch, kinds, longest)),
              own(owned, IValue.from(request.firstQuery(past, counts, longest))),
              own(owned, IValue.from(request.keys() ? 1 : 0)),
              own(owned, IValue.from(watch)),
              own(owned, IValue.from(outputs.ordinal())));
      cache.afterPass(counts);
      IValue[] parts = own(owned, result).toIValueTuple();
      return new Result(parts[0], parts[1], parts[2], parts[3]);
    } finally {
      owned.forEach(IValue::close);
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

  private static IValue own(List<IValue> owned, IValue value) {
    owned.add(value);
    return value;
  }

  private IValue ids(List<int[]> tokens, int longest) {
    int[] flat = new int[tokens.size() * longest];
    for (int i = 0; i < tokens.size(); i++) {
      System.arraycopy(tokens.get(i), 0, flat, i * longest, tokens.get(i).length);
    }
    return IValues.tensor(manager, flat, tokens.size(), longest);
  }

  private IValue numbers(int[] past, int[] counts, long[] lengths) {
    long[] flat = new long[2 * past.length + lengths.length];
    for (int i = 0; i < past.length; i++) {
      flat[i] = past[i];
      flat[past.length + i] = counts[i];
    }
    System.arraycopy(lengths, 0, flat, 2 * past.length, lengths.length);
    return IValues.tensor(manager, flat, flat.length);
  }

  @Override
  public void close() {
    IValues.close(weights, shape, epsilon);
    script.close();
  }
}
