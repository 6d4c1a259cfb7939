/**
 * Where runs live: an embedded database file that loses nothing. {@link io.kvlab.store.RunStore}
 * opens a file; {@code begin} starts a run or continues the one with the same {@link
 * io.kvlab.store.Fingerprint}; {@code append} stores finished examples, durable once it has
 * returned. Several processes may use one file at the same time.
 */
@NullMarked
package io.kvlab.store;

import org.jspecify.annotations.NullMarked;
