/** Greedy decoding of many sequences at once, each with its own cache and length. */
@NullMarked
package io.kvlab.model.decode;

import org.jspecify.annotations.NullMarked;
