/** Frames, plots and result cards. */
@NullMarked
package io.kvlab.report;

import org.jspecify.annotations.NullMarked;
