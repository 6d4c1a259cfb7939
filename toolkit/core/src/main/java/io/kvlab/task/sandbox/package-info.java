/**
 * Runs code that a model has written: {@link io.kvlab.task.sandbox.Sandbox} executes one Python
 * program in a child process without network, without the user's files, with an empty environment
 * and under limits. Where no isolation can be had, it refuses.
 */
@NullMarked
package io.kvlab.task.sandbox;

import org.jspecify.annotations.NullMarked;
