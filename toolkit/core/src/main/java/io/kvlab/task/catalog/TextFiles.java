package io.kvlab.task.catalog;

import io.kvlab.KvlabException;
import io.kvlab.task.TextFile;
import io.kvlab.task.internal.DataFolder;
import io.kvlab.task.internal.DataRows;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads texts for {@link TextFile}. */
public final class TextFiles {
  private TextFiles() {}

  /**
   * Reads one file.
   *
   * @throws KvlabException when it cannot be read, is not UTF-8, or is empty
   */
  public static TextFile read(Path path) {
    if (!Files.exists(path)) {
      throw KvlabException.usage("There is no file " + path + ".");
    }
    if (!Files.isRegularFile(path)) {
      throw KvlabException.usage(path + " is no file; name a text file in UTF-8.");
    }
    DataFolder.Content content = DataFolder.read(path);
    String text;
    try {
      text = DataRows.utf8(content);
    } catch (KvlabException wrong) { // here the user has named the file
      throw new KvlabException(
          KvlabException.Kind.USAGE, path + " is not UTF-8 text; convert it to UTF-8.", wrong);
    }
    if (text.isBlank()) {
      throw KvlabException.usage(path + " holds no text; name a file that does.");
    }
    return new TextFile(path, text, content.sha256());
  }
}
