/**
 * What shall be computed: a {@link io.kvlab.plan.Plan} of sweeps, each a model, a task and the
 * cells (policy, budget, compression point) that share its prefills.
 */
@NullMarked
package io.kvlab.plan;

import org.jspecify.annotations.NullMarked;
