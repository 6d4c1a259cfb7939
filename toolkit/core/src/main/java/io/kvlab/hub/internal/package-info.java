/** Transfers, the hub's protocol and its cache. */
@NullMarked
package io.kvlab.hub.internal;

import org.jspecify.annotations.NullMarked;
