package io.kvlab.model;

import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.jni.IValue;
import io.kvlab.cache.CacheAllocator;
import io.kvlab.cache.KvCache;
import io.kvlab.internal.torch.IValues;
import io.kvlab.internal.torch.ScalarType;
import io.kvlab.internal.torch.TorchScript;
import io.kvlab.model.checkpoint.ModelConfig;
import io.kvlab.model.evidence.EvidenceRequest;
import io.kvlab.model.evidence.RampAttention;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A prefill in which hidden states are dropped from layer to layer (PyramidInfer). Every layer
 * caches the positions that are alive in it.
 */
final class LayerwisePrefill {
  private final ModelConfig config;
  private final NDManager manager;
  private final TorchScript script;
  private final IValue weights;
  private final ScalarType activations;

  LayerwisePrefill(ModelConfig config, Decoder.Program program, ScalarType activations) {
    this.config = config;
    this.manager = program.manager();
    this.script = program.script();
    this.weights = program.weights();
    this.activations = activations;
  }

  /** A cache holding what was alive, and the logits of the last token. */
  record Outcome(KvCache cache, IValue logits) {}

  Outcome run(int[] ids, double recent, LayerFilter filter, int reserve, CacheAllocator caches) {
    int n = ids.length;
    int judges = Math.min(n, 1 + (int) (recent * n));
    int[] alive = IntStream.range(0, n).toArray();
    List<IValue> keys = new ArrayList<>();
    List<IValue> values = new ArrayList<>();
    List<int[]> kept = new ArrayList<>();
    IValue x = embed(ids);
    try {
      for (int layer = 0; layer < config.layers(); layer++) {
        int m = alive.length;
        float[] coefficients =
            EvidenceRequest.coefficients(new RampAttention(recent), m, Math.min(m, judges));
        try (IValue positions = IValues.tensor(manager, alive, m);
            IValue furthest = IValues.tensor(manager, new int[] {n}, 1);
            IValue number = IValue.from(layer);
            IValue ramped = IValues.tensor(manager, coefficients, 1, 1, m);
            IValue room = IValue.from(m + reserve);
            IValue result =
                script.call("one_layer", x, positions, furthest, number, weights, ramped, room)) {
          IValue[] parts = result.toIValueTuple();
          x.close();
          x = parts[0];
          keys.add(parts[1]);
          values.add(parts[2]);
          kept.add(alive);
          int[] next = filter.keepAt(layer, scores(parts[3], m));
          if (next.length < m && layer < config.layers() - 1) {
            x = pick(x, next);
            int[] before = alive;
            alive = Arrays.stream(next).map(i -> before[i]).toArray();
          }
        }
      }
      KvCache cache = caches.assemble(keys, values, kept, n, reserve);
      try (IValue output = script.call("last_logits", x, weights)) {
        return new Outcome(cache, output.toIValueTuple()[0]);
      }
    } finally {
      x.close();
      keys.forEach(IValue::close);
      values.forEach(IValue::close);
    }
  }

  private IValue embed(int[] ids) {
    try (IValue tokens = IValues.tensor(manager, ids, ids.length);
        IValue type = IValue.from(activations.code())) {
      return script.call("begin_layers", tokens, weights, type);
    }
  }

  private IValue pick(IValue x, int[] rows) {
    try (x;
        IValue index = IValues.tensor(manager, rows, rows.length)) {
      return script.call("pick_rows", x, index);
    }
  }

  private float[][] scores(IValue tensor, int m) {
    float[] flat = IValues.floats(manager, tensor);
    tensor.close();
    float[][] result = new float[config.heads()][];
    for (int head = 0; head < result.length; head++) {
      result[head] = Arrays.copyOfRange(flat, head * m, (head + 1) * m);
    }
    return result;
  }
}
