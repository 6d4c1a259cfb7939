package io.kvlab.cache;

import io.kvlab.internal.torch.ScalarType;

/**
 * The shape of a model's KV cache.
 *
 * @param layers layers L
 * @param kvHeads KV heads G
 * @param headDim values per key and per value vector
 * @param type the format of a value
 * @param tracksPositions whether the device must know true positions (sliding windows)
 */
public record CacheGeometry(
    int layers, int kvHeads, int headDim, ScalarType type, boolean tracksPositions) {
  /** Bytes of one entry: a key and a value of one head. */
  public int entryBytes() {
    return 2 * headDim * type.bytes() + (tracksPositions ? Integer.BYTES : 0);
  }
}
