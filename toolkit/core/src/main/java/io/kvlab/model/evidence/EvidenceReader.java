package io.kvlab.model.evidence;

import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.jni.IValue;
import io.kvlab.internal.torch.IValues;
import io.kvlab.internal.torch.TorchScript;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Takes one sequence's evidence out of a forward pass's tensors. */
public final class EvidenceReader {
  private final int layers;
  private final int heads;
  private final int kvHeads;
  private final NDManager manager;
  private final TorchScript script;
  private final EvidenceRequest request;

  /**
   * @param script {@code tensors.py}
   */
  public EvidenceReader(
      int layers,
      int heads,
      int kvHeads,
      NDManager manager,
      TorchScript script,
      EvidenceRequest request) {
    this.layers = layers;
    this.heads = heads;
    this.kvHeads = kvHeads;
    this.manager = manager;
    this.script = script;
    this.request = request;
  }

  /**
   * What is known of a sequence, per kind {@code [layers][rows][n * width]}.
   *
   * @param sums sums of attention {@code [L, B, G, E, g, S]}
   * @param found per sequence and probe what it found; empty of a part of a prompt
   * @param length positions of the prompt as a whole
   * @param before evidence of the part that had been read already
   */
  public Map<EvidenceKind, float[][][]> read(
      IValue sums, IValue found, int sequence, int length, Optional<Evidence> before) {
    Map<EvidenceKind, float[][][]> values = new HashMap<>();
    List<AttentionSum> attention = request.attention();
    for (int index = 0; index < attention.size(); index++) {
      AttentionSum kind = attention.get(index);
      float[][][] split = split(sum(sums, sequence, index, length), heads, length);
      // what looks at the last queries alone has found them all in this part
      if (kind.lastQueries(length) == 0 && before.isPresent()) {
        add(split, before.get(), kind);
      }
      values.put(kind, split);
    }
    for (int index = 0; index < request.probes().size(); index++) {
      Probe probe = request.probes().get(index);
      probe(found, sequence, index, probe, length).ifPresent(all -> values.put(probe, all));
    }
    return values;
  }

  /** What a probe has found, {@code [layers][rows][n * width]}; empty if it has not finished. */
  public Optional<float[][][]> probe(
      IValue found, int sequence, int index, Probe probe, int length) {
    IValue[] all = found.toIValueArray();
    try {
      if (all.length == 0) {
        return Optional.empty();
      }
      int rows = probe.scope().rows(heads, kvHeads);
      try (IValue picked = script.call("flat", all[sequence * request.probes().size() + index])) {
        float[] flat = IValues.floats(manager, picked);
        int each = length * probe.width();
        if (flat.length != layers * rows * each) {
          throw new IllegalStateException(
              "the script of "
                  + probe
                  + " gives "
                  + flat.length
                  + " numbers, not "
                  + layers
                  + " layers x "
                  + rows
                  + " rows x "
                  + length
                  + " entries x "
                  + probe.width());
        }
        return Optional.of(split(flat, rows, each));
      }
    } finally {
      IValues.close(all);
    }
  }

  private float[] sum(IValue sums, int sequence, int index, int length) {
    try (IValue which = IValue.from(sequence);
        IValue kind = IValue.from(index);
        IValue count = IValue.from(length);
        IValue picked = script.call("query_evidence", sums, which, kind, count)) {
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
