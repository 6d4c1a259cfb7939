/**
 * kvlab in Jupyter. {@code Main} is what {@code ./kvlab jupyter} and {@code ./kvlab notebook}
 * start, {@link io.kvlab.jupyter.KernelMain} what Jupyter starts for a notebook; {@link
 * io.kvlab.jupyter.NotebookScope} is what Kotlin cells see.
 */
@NullMarked
package io.kvlab.jupyter;

import org.jspecify.annotations.NullMarked;
