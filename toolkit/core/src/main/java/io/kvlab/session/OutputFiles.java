package io.kvlab.session;

import io.kvlab.dsl.Vocabulary.Output;
import io.kvlab.result.RowFile;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Files that statements write; what speaks against one is said before anything runs. */
final class OutputFiles {
  private OutputFiles() {}

  /** Why a file cannot be written, as one sentence; empty if nothing speaks against it. */
  static Optional<String> refusal(Output output, String file) {
    Path path;
    try {
      path = Path.of(file).toAbsolutePath();
    } catch (InvalidPathException e) {
      return Optional.of("'" + file + "' is no file name.");
    }
    if (endings(output).stream().noneMatch(file.toLowerCase(Locale.ROOT)::endsWith)) {
      return Optional.of(wrongEnding(output, file));
    }
    if (Files.isDirectory(path)) {
      return Optional.of("'" + file + "' is a folder; name a file.");
    }
    Path folder = path.getParent();
    return folder == null || Files.isDirectory(folder)
        ? Optional.empty()
        : Optional.of("There is no folder " + folder + " to write '" + file + "' to.");
  }

  private static List<String> endings(Output output) {
    return switch (output) {
      case ROWS -> RowFile.ENDINGS;
      case PLOT -> List.of(".html", ".htm", ".svg", ".png", ".txt");
      case REPORT -> List.of(".html", ".htm");
    };
  }

  private static String wrongEnding(Output output, String file) {
    return switch (output) {
      case ROWS ->
          "'"
              + file
              + "' should end in .csv, .json, .jsonl or .parquet: the ending says the format.";
      case PLOT -> "A plot is saved as .html, .svg, .png or .txt, not as '" + file + "'.";
      case REPORT -> "A report is a page: '" + file + "' should end in .html.";
    };
  }
}
