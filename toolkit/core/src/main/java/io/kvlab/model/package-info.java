/** A checkpoint in Hugging Face layout becomes an immutable model; forward passes. */
@NullMarked
package io.kvlab.model;

import org.jspecify.annotations.NullMarked;
