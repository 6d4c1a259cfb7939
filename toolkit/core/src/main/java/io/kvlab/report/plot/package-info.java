/**
 * The plots that can be asked for by name: {@link io.kvlab.report.plot.PlotKind} lists them, {@link
 * io.kvlab.report.plot.Plots} draws them.
 */
@NullMarked
package io.kvlab.report.plot;

import org.jspecify.annotations.NullMarked;
