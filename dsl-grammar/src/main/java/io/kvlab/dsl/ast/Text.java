package io.kvlab.dsl.ast;

/**
 * A text in double quotes.
 *
 * @param value the characters meant, escapes resolved
 */
public record Text(String value, SourceSpan span) implements Node {}
