/** Training of the bundled model. */
@NullMarked
package io.kvlab.train;

import org.jspecify.annotations.NullMarked;
