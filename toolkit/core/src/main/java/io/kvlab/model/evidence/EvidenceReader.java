package io.kvlab.model.evidence;

import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.jni.IValue;
import io.kvlab.internal.torch.IValues;
import io.kvlab.internal.torch.TorchScript;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Takes one sequence's evidence out of a forward pass's tensors. */
public final class EvidenceReader {
  private final int layers;
  private final int heads;
  private final int kvHeads;
  private final NDManager manager;
  private final TorchScript script;
  private final EvidenceRequest request;
  private final Set<EvidenceKind> kinds;

  public EvidenceReader(
      int layers,
      int heads,
      int kvHeads,
      NDManager manager,
      TorchScript script,
      EvidenceRequest request,
      Set<EvidenceKind> kinds) {
    this.layers = layers;
    this.heads = heads;
    this.kvHeads = kvHeads;
    this.manager = manager;
    this.script = script;
    this.request = request;
    this.kinds = kinds;
  }

  /**
   * @param queries evidence summed over queries {@code [L, B, G, E, g, S]}
   * @param keys evidence of keys {@code [L, B, G, 2, S]}
   * @param length positions of the prompt as a whole
   * @param before evidence of the part that had been read already
   */
  public Evidence read(
      IValue queries, IValue keys, int sequence, int length, Optional<Evidence> before) {
    Map<EvidenceKind, float[][][]> values = new HashMap<>();
    for (EvidenceKind kind : kinds) {
      boolean ofKeys = kind instanceof Probe;
      int index = ofKeys ? (kind instanceof KeyNorms ? 0 : 1) : request.attention().indexOf(kind);
      float[] flat = pick(ofKeys, ofKeys ? keys : queries, sequence, index, length);
      float[][][] split = split(flat, ofKeys ? kvHeads : heads, length);
      if (kind instanceof AccumulatedAttention && before.isPresent()) {
        add(split, before.get(), kind);
      }
      values.put(kind, split);
    }
    return new Evidence(layers, heads, kvHeads, length, values);
  }

  private float[] pick(boolean ofKeys, IValue sums, int sequence, int index, int length) {
    String function = ofKeys ? "key_evidence" : "query_evidence";
    try (IValue which = IValue.from(sequence);
        IValue kind = IValue.from(index);
        IValue count = IValue.from(length);
        IValue picked = script.call(function, sums, which, kind, count)) {
      return IValues.floats(manager, picked);
    }
  }

  private float[][][] split(float[] flat, int rows, int length) {
    float[][][] result = new float[layers][rows][];
    for (int layer = 0; layer < layers; layer++) {
      for (int head = 0; head < rows; head++) {
        int from = (layer * rows + head) * length;
        result[layer][head] = Arrays.copyOfRange(flat, from, from + length);
      }
    }
    return result;
  }

  private static void add(float[][][] values, Evidence before, EvidenceKind kind) {
    for (int layer = 0; layer < values.length; layer++) {
      for (int head = 0; head < values[layer].length; head++) {
        float[] earlier = before.of(kind, layer, head);
        for (int i = 0; i < earlier.length; i++) {
          values[layer][head][i] += earlier[i];
        }
      }
    }
  }
}
