/** Filters, tests, global functions and the methods of texts. */
@NullMarked
package io.kvlab.template.builtin;

import org.jspecify.annotations.NullMarked;
