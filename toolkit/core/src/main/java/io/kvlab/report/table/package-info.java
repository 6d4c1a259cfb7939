/**
 * Tablesaw tables as text: for a terminal ({@link io.kvlab.report.table.TextTable}), for a page
 * ({@link io.kvlab.report.table.HtmlTable}), for machines ({@link io.kvlab.report.table.DataText});
 * and text from elsewhere made fit to be shown ({@link io.kvlab.report.table.Plain}).
 */
@NullMarked
package io.kvlab.report.table;

import org.jspecify.annotations.NullMarked;
