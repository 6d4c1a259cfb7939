/**
 * The KV cache: layers, heads, kept positions, branches, bytes. A {@link io.kvlab.cache.KvCache}
 * holds a batch of sequences; a {@link io.kvlab.cache.Selection} says what is kept of one; {@link
 * io.kvlab.cache.CacheAllocator#gather} copies sequences, whole or compressed, into a new cache.
 * {@link io.kvlab.cache.KvCache#bytes} is what is allocated, {@link
 * io.kvlab.cache.KvCache#entryBytes} what the entries themselves take.
 */
@NullMarked
package io.kvlab.cache;

import org.jspecify.annotations.NullMarked;
