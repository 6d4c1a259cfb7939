/** Reads tensors from safetensors files, memory-mapped, trusting nothing that a header says. */
@NullMarked
package io.kvlab.internal.safetensors;

import org.jspecify.annotations.NullMarked;
