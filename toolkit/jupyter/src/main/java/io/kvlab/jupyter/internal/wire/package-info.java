/**
 * The Jupyter messaging protocol over ZeroMQ: sockets, signed messages, one handler per request.
 */
@NullMarked
package io.kvlab.jupyter.internal.wire;

import org.jspecify.annotations.NullMarked;
