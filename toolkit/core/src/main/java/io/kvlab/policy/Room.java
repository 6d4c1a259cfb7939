package io.kvlab.policy;

/**
 * What one layer may keep.
 *
 * @param stays what every head keeps anyway
 * @param besides how many entries each head keeps besides, {@code [kv_heads]}
 */
public record Room(Stays stays, int[] besides) {}
