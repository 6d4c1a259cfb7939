/**
 * What a cell does, without any protocol: the language, Kotlin, what they show and how they are
 * stopped. {@link io.kvlab.jupyter.internal.kernel.Kernel} is the entrance; a ZeroMQ server and the
 * headless notebook runner are its two users.
 */
@NullMarked
package io.kvlab.jupyter.internal.kernel;

import org.jspecify.annotations.NullMarked;
