package io.kvlab.jupyter.internal.kernel;

import io.kvlab.jupyter.internal.kernel.CellCompletion.Candidate;
import io.kvlab.session.Session;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** What may stand at a place of the language: its words and names, and files within quotes. */
final class LanguageCompletion {
  private static final int MOST_FILES = 200;

  private final Session session;
  private final Path folder;

  /**
   * @param folder what paths are relative to
   */
  LanguageCompletion(Session session, Path folder) {
    this.session = session;
    this.folder = folder;
  }

  CellCompletion at(String text, int caret) {
    int quote = openQuote(text, caret);
    if (quote >= 0) {
      return files(text, quote + 1, caret);
    }
    List<io.kvlab.dsl.Completion> found = session.complete(text, caret);
    return found.isEmpty()
        ? CellCompletion.none(caret)
        : new CellCompletion(
            found.stream()
                .map(c -> new Candidate(c.text(), c.kind().name().toLowerCase(Locale.ROOT)))
                .toList(),
            found.get(0).from(),
            found.get(0).to());
  }

  /** Where the text begins that the caret stands in; -1 if it stands in none. */
  private static int openQuote(String text, int caret) {
    int open = -1;
    for (int i = text.lastIndexOf('\n', caret - 1) + 1; i < caret; i++) {
      char c = text.charAt(i);
      if (c == '\\' && open >= 0) {
        i++;
      } else if (c == '"') {
        open = open < 0 ? i : -1;
      } else if (c == '#' && open < 0) {
        return -1;
      }
    }
    return open;
  }

  private CellCompletion files(String text, int from, int caret) {
    String typed = text.substring(from, caret);
    int slash = typed.lastIndexOf('/') + 1;
    String begin = typed.substring(slash);
    List<Candidate> found = new ArrayList<>();
    try (DirectoryStream<Path> files =
        Files.newDirectoryStream(folder.resolve(typed.substring(0, slash)))) {
      for (Path file : files) {
        String name = String.valueOf(file.getFileName());
        boolean hidden = name.startsWith(".") && begin.isEmpty();
        if (name.startsWith(begin) && !hidden && found.size() < MOST_FILES) {
          boolean inner = Files.isDirectory(file);
          found.add(new Candidate(name + (inner ? "/" : ""), inner ? "folder" : "file"));
        }
      }
    } catch (IOException | InvalidPathException e) {
      return CellCompletion.none(caret); // no such folder: nothing to offer
    }
    found.sort(Comparator.comparing(Candidate::text));
    return new CellCompletion(found, from + slash, caret);
  }
}
