/**
 * The command line. {@link io.kvlab.cli.Main} maps arguments to commands (picocli), every command
 * works on one {@link io.kvlab.session.Session}. Results go to stdout, everything else to stderr;
 * exit codes: 0 done, 1 the run failed, 2 the command or the text is wrong, 130 interrupted.
 */
@NullMarked
package io.kvlab.cli;

import org.jspecify.annotations.NullMarked;
