package io.kvlab.task;

import java.nio.file.Path;

/**
 * A text on disk, for text fidelity.
 *
 * @param text its characters, without a byte order mark
 * @param sha256 of its bytes
 */
public record TextFile(Path path, String text, String sha256) {}
