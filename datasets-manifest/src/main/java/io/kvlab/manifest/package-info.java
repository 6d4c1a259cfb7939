/** What can be evaluated, as data. */
@NullMarked
package io.kvlab.manifest;

import org.jspecify.annotations.NullMarked;
