/**
 * What a terminal, a command line or a notebook holds. A {@link io.kvlab.session.Session} executes
 * text of the language and returns {@link io.kvlab.session.Outcome}s to render; it keeps bindings,
 * settings, loaded models and the run store between statements. {@link io.kvlab.session.Catalog}
 * knows the names that can be used.
 */
@NullMarked
package io.kvlab.session;

import org.jspecify.annotations.NullMarked;
