package io.kvlab.cache.planted;

import io.kvlab.session.Session;

/** What the cache must not do; {@link io.kvlab.ArchitectureTest} has to see it. */
public record Upward(Session session) {}
