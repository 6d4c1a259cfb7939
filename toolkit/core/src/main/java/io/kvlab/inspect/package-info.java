/**
 * What a model attended to and what a policy kept, as numbers for frames and pictures: {@link
 * io.kvlab.inspect.AttentionResult} of an {@code attention} query, {@link
 * io.kvlab.inspect.SelectionResult} of what policies do to one prompt.
 */
@NullMarked
package io.kvlab.inspect;

import org.jspecify.annotations.NullMarked;
