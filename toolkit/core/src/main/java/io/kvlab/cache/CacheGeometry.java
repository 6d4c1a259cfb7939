package io.kvlab.cache;

/**
 * The shape of a model's KV cache.
 *
 * @param layers layers L
 * @param kvHeads KV heads G
 * @param format how an entry is stored
 * @param tracksPositions whether the device must know true positions (sliding windows)
 */
public record CacheGeometry(int layers, int kvHeads, EntryFormat format, boolean tracksPositions) {
  /** Bytes of one entry: a key and a value of one head. */
  public int entryBytes() {
    return format.entryBytes() + (tracksPositions ? Integer.BYTES : 0);
  }
}
