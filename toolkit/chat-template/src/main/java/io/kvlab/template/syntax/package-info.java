/**
 * From text to a tree: {@link io.kvlab.template.syntax.Lexer}, {@link
 * io.kvlab.template.syntax.Parser}.
 */
@NullMarked
package io.kvlab.template.syntax;

import org.jspecify.annotations.NullMarked;
