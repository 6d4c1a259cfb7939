/** Evaluates the tree: statements, expressions, scopes, loops and macros. */
@NullMarked
package io.kvlab.template.run;

import org.jspecify.annotations.NullMarked;
