/** Ways in which budgets spread over layers and heads, for methods and wrappers to choose from. */
@NullMarked
package io.kvlab.policy.spread;

import org.jspecify.annotations.NullMarked;
