package io.kvlab.dsl.ast;

import java.util.Optional;

/**
 * One parameter of a {@link Call}.
 *
 * @param name empty for one given by position, as the inner policy of {@code ada(snapkv)}
 */
public record Argument(Optional<Name> name, Value value, SourceSpan span) implements Node {}
