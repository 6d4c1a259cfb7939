/** What policies may see of a prefill: kinds of evidence, and the numbers gathered for them. */
@NullMarked
package io.kvlab.model.evidence;

import org.jspecify.annotations.NullMarked;
