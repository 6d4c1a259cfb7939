/** Statements for other programs, over standard input and output: what toolkit/python speaks. */
@NullMarked
package io.kvlab.jupyter.internal.serve;

import org.jspecify.annotations.NullMarked;
