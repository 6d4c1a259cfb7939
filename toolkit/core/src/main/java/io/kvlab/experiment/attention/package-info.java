/**
 * What a model attended to and what a policy kept, as numbers for frames and pictures: {@link
 * io.kvlab.experiment.attention.AttentionResult} of an {@code attention} query, {@link
 * io.kvlab.experiment.attention.SelectionResult} of what policies do to one prompt.
 */
@NullMarked
package io.kvlab.experiment.attention;

import org.jspecify.annotations.NullMarked;
