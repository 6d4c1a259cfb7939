/** The Jupyter kernel: language cells, renderers, launcher. */
@NullMarked
package io.kvlab.jupyter;

import org.jspecify.annotations.NullMarked;
