/**
 * The compression methods, one file each; {@link io.kvlab.policy.method.StandardPolicies} lists
 * them.
 */
@NullMarked
package io.kvlab.policy.method;

import org.jspecify.annotations.NullMarked;
