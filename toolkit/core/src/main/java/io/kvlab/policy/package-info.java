/**
 * One file per compression method. A {@link io.kvlab.policy.Policy} is an immutable record that
 * says which {@link io.kvlab.model.evidence.Evidence} it needs of a prefill and turns it, with a
 * {@link io.kvlab.policy.Budget}, into a {@link io.kvlab.cache.Selection}. Most methods are a
 * {@link io.kvlab.policy.ScoredPolicy} and give only their scores. {@link
 * io.kvlab.policy.PolicyRegistry} knows all of them by name, with their parameters.
 */
@NullMarked
package io.kvlab.policy;

import org.jspecify.annotations.NullMarked;
