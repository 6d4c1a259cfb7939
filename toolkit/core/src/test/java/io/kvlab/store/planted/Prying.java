package io.kvlab.store.planted;

import io.kvlab.task.internal.Lazy;

/** What the store must not do; {@link io.kvlab.ArchitectureTest} has to see it. */
public record Prying(Lazy<String> once) {}
