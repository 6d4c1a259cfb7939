/** What was computed: one {@link io.kvlab.result.ExampleRow} an example and cell. */
@NullMarked
package io.kvlab.result;

import org.jspecify.annotations.NullMarked;
