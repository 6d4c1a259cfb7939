/**
 * The statistics behind a frame's intervals and p-values: {@link
 * io.kvlab.experiment.stats.Proportion} for one score, {@link io.kvlab.experiment.stats.Bootstrap}
 * and {@link io.kvlab.experiment.stats.SignFlipTest} for the difference of two, {@link
 * io.kvlab.experiment.stats.Holm} over many, {@link io.kvlab.experiment.stats.DetectableDrop} for
 * what a sample could have shown at all.
 */
@NullMarked
package io.kvlab.experiment.stats;

import org.jspecify.annotations.NullMarked;
