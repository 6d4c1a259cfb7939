/**
 * Tasks by name, from the bundled manifest and from files: {@link io.kvlab.task.catalog.Tasks} is
 * the entry.
 */
@NullMarked
package io.kvlab.task.catalog;

import org.jspecify.annotations.NullMarked;
