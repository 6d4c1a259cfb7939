package io.kvlab.session;

import io.kvlab.KvlabException;
import io.kvlab.report.table.DataText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import tech.tablesaw.api.Table;

/** {@code export grid to "grid.csv"}: example rows; the file's ending says the format. */
final class Exports {
  Outcome export(Grid grid, String file) {
    Path path = Path.of(file);
    String name = file.toLowerCase(Locale.ROOT);
    Table examples = grid.examples();
    if (name.endsWith(".csv")) {
      write(path, DataText.csv(examples));
    } else if (name.endsWith(".jsonl")) {
      write(path, DataText.jsonLines(examples));
    } else if (name.endsWith(".json")) {
      write(path, DataText.json(examples).toPrettyString() + "\n");
    } else {
      throw KvlabException.usage(
          "'" + file + "' should end in .csv, .json or .jsonl: the ending says the format.");
    }
    return new Outcome.Message(examples.rowCount() + " example rows written to " + path + ".");
  }

  /** Writes a file whole or not at all. */
  static void write(Path path, String text) {
    try {
      Files.writeString(path, text);
    } catch (IOException e) {
      throw KvlabException.run(path + " cannot be written: " + e.getMessage(), e);
    }
  }
}
