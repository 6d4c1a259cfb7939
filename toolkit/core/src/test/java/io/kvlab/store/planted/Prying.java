package io.kvlab.store.planted;

import io.kvlab.task.internal.Once;

/** What the store must not do; {@link io.kvlab.ArchitectureTest} has to see it. */
public record Prying(Once<String> once) {}
