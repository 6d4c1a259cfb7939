/**
 * From a plan to rows. {@link io.kvlab.engine.Runner} keeps the ledger, and the engines behind it
 * share prefixes, prefills and branches.
 */
@NullMarked
package io.kvlab.engine;

import org.jspecify.annotations.NullMarked;
