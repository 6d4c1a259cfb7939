/**
 * Datasets, prompts made of shots, answer extraction, metrics. {@link io.kvlab.task.catalog.Tasks}
 * finds a {@link io.kvlab.task.Task} by its name; a task gives {@link io.kvlab.task.Prompt}s, whose
 * regions say what is a shot and what is the question, and scores completions. What a task is
 * stands in the manifest as data: one implementation interprets all entries.
 */
@NullMarked
package io.kvlab.task;

import org.jspecify.annotations.NullMarked;
