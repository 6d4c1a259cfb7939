/** The command line and the terminal REPL. */
@NullMarked
package io.kvlab.cli;

import org.jspecify.annotations.NullMarked;
