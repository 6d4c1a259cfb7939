/**
 * The language of kvlab. {@link io.kvlab.dsl.Dsl} is the entry point: it turns a text into an
 * {@link io.kvlab.dsl.ast.Program} or throws a {@link io.kvlab.dsl.DslException} that shows the
 * place and says what was expected. What names mean comes from a {@link io.kvlab.dsl.Vocabulary}:
 * the {@link io.kvlab.dsl.Checker} holds a program against it before anything runs, the {@link
 * io.kvlab.dsl.Completer} offers what may stand at the caret. {@link io.kvlab.dsl.Formatter} writes
 * a program in canonical form, and {@link io.kvlab.dsl.Help} explains every statement and keyword.
 */
@NullMarked
package io.kvlab.dsl;

import org.jspecify.annotations.NullMarked;
