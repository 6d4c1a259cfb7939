package io.kvlab.task;

import io.kvlab.task.internal.Texts;
import java.nio.file.Path;

/**
 * A text on disk, for text fidelity.
 *
 * @param text its characters, without a byte order mark
 * @param sha256 of its bytes
 */
public record TextFile(Path path, String text, String sha256) {
  /**
   * Reads a file.
   *
   * @throws io.kvlab.KvlabException when it cannot be read, is not UTF-8, or is empty
   */
  public static TextFile read(Path path) {
    return Texts.read(path);
  }
}
