package io.kvlab.session;

import io.kvlab.result.ExampleRow;
import io.kvlab.result.RowFile;
import io.kvlab.result.RowTable;
import java.nio.file.Path;
import java.util.List;

/**
 * {@code export grid to "grid.csv"}: example rows; the file's ending, which {@link OutputFiles} has
 * seen, says the format.
 */
final class ExportStatement {
  Outcome export(Grid grid, String file) {
    Path path = Path.of(file);
    List<ExampleRow> all = grid.rows();
    RowFile.write(
        path,
        RowTable.of(all),
        rows ->
            grid.parts().forEach(part -> part.rows().forEach(row -> rows.row(part.run(), row))));
    return new Outcome.Message(all.size() + " example rows written to " + path + ".");
  }
}
