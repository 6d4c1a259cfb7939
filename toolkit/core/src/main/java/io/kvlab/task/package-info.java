/** Datasets, prompts made of shots, answer extraction, metrics. */
@NullMarked
package io.kvlab.task;

import org.jspecify.annotations.NullMarked;
