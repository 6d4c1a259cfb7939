/**
 * The statistics behind a frame's intervals and p-values: {@link io.kvlab.summary.stats.Proportion}
 * for one score, {@link io.kvlab.summary.stats.Bootstrap} and {@link
 * io.kvlab.summary.stats.SignFlips} for the difference of two, {@link io.kvlab.summary.stats.Holm}
 * over many, {@link io.kvlab.summary.stats.DetectableDrop} for what a sample could have shown at
 * all.
 */
@NullMarked
package io.kvlab.summary.stats;

import org.jspecify.annotations.NullMarked;
