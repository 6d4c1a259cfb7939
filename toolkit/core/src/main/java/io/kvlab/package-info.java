/**
 * The front door of kvlab's core: a {@link io.kvlab.Session} executes statements of the language
 * and returns an {@link io.kvlab.Outcome}, which a terminal or a notebook renders. Errors meant for
 * a user are {@link io.kvlab.KvlabException}s.
 */
@NullMarked
package io.kvlab;

import org.jspecify.annotations.NullMarked;
