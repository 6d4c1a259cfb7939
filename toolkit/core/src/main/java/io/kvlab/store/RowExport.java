package io.kvlab.store;

import io.kvlab.KvlabException;
import io.kvlab.result.ExampleRow;
import io.kvlab.result.RowFile;
import io.kvlab.result.RowTable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Writes the example rows of stored runs to a file, in the formats of {@link RowFile}. */
public final class RowExport {
  private RowExport() {}

  /**
   * Writes {@code runs}, by id or beginning of an id, one after the other; no more than a row is
   * held at a time. The file appears when it is complete.
   *
   * @throws KvlabException if the file's ending says no format, it cannot be written, or a run
   *     cannot be read
   */
  public static void write(RunStore store, List<String> runs, Path file) {
    RowFile.ending(file);
    List<String> ids = runs.stream().map(run -> store.show(run).id()).toList();
    List<ExampleRow> kinds = new ArrayList<>();
    ids.forEach(id -> kinds.addAll(store.kinds(id)));
    RowFile.write(
        file,
        RowTable.of(kinds),
        rows -> ids.forEach(id -> store.rows(id, row -> rows.row(id, row))));
  }
}
