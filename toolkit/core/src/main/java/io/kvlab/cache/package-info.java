/** The KV cache: layers, heads, kept positions, branches, bytes. */
@NullMarked
package io.kvlab.cache;

import org.jspecify.annotations.NullMarked;
