/** Python's values, as far as templates can see them: their operators, their text, their order. */
@NullMarked
package io.kvlab.template.value;

import org.jspecify.annotations.NullMarked;
