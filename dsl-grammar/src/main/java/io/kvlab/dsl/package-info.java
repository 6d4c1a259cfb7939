/** The language of kvlab: text in, AST out. */
@NullMarked
package io.kvlab.dsl;

import org.jspecify.annotations.NullMarked;
