/** Rows, templates, extraction and metrics behind {@link io.kvlab.task.Task}. */
@NullMarked
package io.kvlab.task.internal;

import org.jspecify.annotations.NullMarked;
