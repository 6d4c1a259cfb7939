/** Selections for tensors that were computed elsewhere, the {@code select --cases} command. */
@NullMarked
package io.kvlab.policy.cases;

import org.jspecify.annotations.NullMarked;
