/**
 * Charts as values: a {@link io.kvlab.report.chart.Chart} holds panels, a panel axes and {@link
 * io.kvlab.report.chart.Mark marks}. Three back ends draw the same value: Plotly (interactive), a
 * {@link io.kvlab.report.chart.Canvas} (SVG or PNG, static), and text.
 */
@NullMarked
package io.kvlab.report.chart;

import org.jspecify.annotations.NullMarked;
