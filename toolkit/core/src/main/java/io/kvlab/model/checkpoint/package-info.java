/**
 * A checkpoint as it lies on disk: its configuration, the names of its tensors, and the weights in
 * the form the decoder wants.
 */
@NullMarked
package io.kvlab.model.checkpoint;

import org.jspecify.annotations.NullMarked;
