/** One file per compression method; evidence, budgets, selections. */
@NullMarked
package io.kvlab.policy;

import org.jspecify.annotations.NullMarked;
