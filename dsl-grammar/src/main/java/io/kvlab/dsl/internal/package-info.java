/**
 * How the language works inside: {@link io.kvlab.dsl.internal.Parsing} runs the generated parser,
 * {@link io.kvlab.dsl.internal.AstBuilder} builds the tree, {@link
 * io.kvlab.dsl.internal.GrammarWalk} tells what may follow a row of tokens. Nothing here is for
 * other modules.
 */
@NullMarked
package io.kvlab.dsl.internal;

import org.jspecify.annotations.NullMarked;
