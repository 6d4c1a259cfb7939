/**
 * The language of kvlab. {@link io.kvlab.dsl.Dsl} is the entry point: it turns a text into an
 * {@link io.kvlab.dsl.ast.Program} or throws a {@link io.kvlab.dsl.DslException} that shows the
 * place and says what was expected. {@link io.kvlab.dsl.Formatter} writes a program in canonical
 * form. What names mean comes from a {@link io.kvlab.dsl.Vocabulary}, which describes policies,
 * tasks and models.
 */
@NullMarked
package io.kvlab.dsl;

import org.jspecify.annotations.NullMarked;
