/** What several packages need and none owns. */
@NullMarked
package io.kvlab.internal;

import org.jspecify.annotations.NullMarked;
