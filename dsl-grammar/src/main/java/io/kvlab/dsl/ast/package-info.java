/**
 * What a kvlab text means, as sealed records. {@link io.kvlab.dsl.ast.Program} holds {@link
 * io.kvlab.dsl.ast.Statement}s; those that run a model are {@link io.kvlab.dsl.ast.Query queries}.
 * Every node is valid once it exists (constructors check it) and knows its {@link
 * io.kvlab.dsl.ast.SourceSpan place} in the text, which takes no part in equality: two trees are
 * equal when they mean the same.
 */
@NullMarked
package io.kvlab.dsl.ast;

import org.jspecify.annotations.NullMarked;
