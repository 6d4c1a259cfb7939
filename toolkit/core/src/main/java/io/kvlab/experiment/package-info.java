/** From a plan to stored results; statistics; provenance. */
@NullMarked
package io.kvlab.experiment;

import org.jspecify.annotations.NullMarked;
