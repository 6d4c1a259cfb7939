/** What stays or goes as one, for methods and wrappers to choose from. */
@NullMarked
package io.kvlab.policy.keep;

import org.jspecify.annotations.NullMarked;
