package io.kvlab.jupyter.internal.kernel;

import io.kvlab.KvlabException;
import io.kvlab.session.Session;
import io.kvlab.store.Bundle;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Rows that lie beside a notebook, so that it opens without the machine that computed them: every
 * {@code *.runs.zip} in its folder is brought into the store once.
 */
public final class BundlesBeside {
  /** What the name of such a file ends with. */
  public static final String END = ".runs.zip";

  private final Path folder;
  private boolean brought;

  BundlesBeside(Path folder) {
    this.folder = folder;
  }

  /** Where the rows of a notebook lie. */
  public static Path of(Path notebook) {
    String name = String.valueOf(notebook.getFileName()).replaceFirst("\\.ipynb$", "");
    return notebook.resolveSibling(name + END);
  }

  /** Brings them in at the first call; sentences for what went wrong. */
  synchronized List<String> bring(Session session) {
    if (brought) {
      return List.of();
    }
    brought = true;
    List<String> problems = new ArrayList<>();
    try (DirectoryStream<Path> bundles = Files.newDirectoryStream(folder, "*" + END)) {
      for (Path bundle : bundles) {
        try {
          Bundle.read(session.store(), bundle);
        } catch (KvlabException e) {
          problems.add("The rows beside this notebook were not taken: " + e.getMessage());
        }
      }
    } catch (IOException e) {
      problems.add("The folder of this notebook cannot be read: " + e.getMessage());
    }
    return problems;
  }

  /** Whether there are any. */
  boolean any() {
    try (DirectoryStream<Path> bundles = Files.newDirectoryStream(folder, "*" + END)) {
      return bundles.iterator().hasNext();
    } catch (IOException e) {
      return false;
    }
  }
}
