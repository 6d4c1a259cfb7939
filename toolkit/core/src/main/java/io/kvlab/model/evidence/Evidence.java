package io.kvlab.model.evidence;

import io.kvlab.model.checkpoint.ModelConfig;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * What one sequence's prefill has shown: per kind, {@code float [layers][heads or kv_heads][n]}.
 */
public final class Evidence {
  private final int layers;
  private final int heads;
  private final int kvHeads;
  private final int length;
  private final Map<EvidenceKind, float[][][]> values;

  /**
   * @param values per kind {@code [layers][heads][n]}, or {@code [layers][kv_heads][n]} where
   *     {@link EvidenceKind#scope} says so; not copied, and not to be changed afterwards
   */
  public Evidence(
      int layers, int heads, int kvHeads, int length, Map<EvidenceKind, float[][][]> values) {
    this.layers = layers;
    this.heads = heads;
    this.kvHeads = kvHeads;
    this.length = length;
    this.values = Map.copyOf(values);
  }

  /** Of a prompt of which nothing was asked. */
  public static Evidence none(ModelConfig config, int length) {
    return new Evidence(config.layers(), config.heads(), config.kvHeads(), length, Map.of());
  }

  public int layers() {
    return layers;
  }

  public int heads() {
    return heads;
  }

  public int kvHeads() {
    return kvHeads;
  }

  /** Query heads per KV head. */
  public int groupSize() {
    return heads / kvHeads;
  }

  /** Number of prompt positions n. */
  public int length() {
    return length;
  }

  /** The values {@code [n]} of one head; a query head or a KV head, as the kind says. */
  public float[] of(EvidenceKind kind, int layer, int head) {
    float[][][] all = values.get(kind);
    if (all == null) {
      throw new IllegalStateException("the prefill did not gather " + kind);
    }
    return all[layer][head];
  }

  /** The evidence of one layer as if {@code count} layers had shown the same; values are shared. */
  public Evidence repeated(int count) {
    Map<EvidenceKind, float[][][]> repeated = new HashMap<>();
    values.forEach(
        (kind, layer) -> {
          float[][][] all = new float[count][][];
          Arrays.fill(all, layer[0]);
          repeated.put(kind, all);
        });
    return new Evidence(count, heads, kvHeads, length, repeated);
  }
}
