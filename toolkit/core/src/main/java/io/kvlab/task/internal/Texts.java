package io.kvlab.task.internal;

import io.kvlab.KvlabException;
import io.kvlab.task.TextFile;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads texts for {@link TextFile}. */
public final class Texts {
  private Texts() {}

  /** Reads one file; see {@link TextFile#read}. */
  public static TextFile read(Path path) {
    if (!Files.exists(path)) {
      throw KvlabException.usage("there is no file " + path + "; check the path");
    }
    if (!Files.isRegularFile(path)) {
      throw KvlabException.usage(path + " is no file with text; name a UTF-8 text file");
    }
    DataFolder.Content content = DataFolder.read(path);
    String text = RowReader.utf8(content);
    if (text.isBlank()) {
      throw KvlabException.usage(path + " holds no text");
    }
    return new TextFile(path, text, content.sha256());
  }
}
