/**
 * From rows to numbers that may be read: {@link io.kvlab.summary.Summary} gives cells with
 * intervals, paired drops and corrected tests.
 */
@NullMarked
package io.kvlab.summary;

import org.jspecify.annotations.NullMarked;
