/** Notebook files: read, executed without Jupyter, written, turned into a page. */
@NullMarked
package io.kvlab.jupyter.internal.notebook;

import org.jspecify.annotations.NullMarked;
