/**
 * What all of kvlab shares: {@link io.kvlab.KvlabException}, every failure that a user can cause or
 * mend.
 */
@NullMarked
package io.kvlab;

import org.jspecify.annotations.NullMarked;
