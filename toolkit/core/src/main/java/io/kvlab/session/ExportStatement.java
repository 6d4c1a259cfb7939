package io.kvlab.session;

import io.kvlab.internal.WholeFile;
import io.kvlab.internal.parquet.ParquetColumn;
import io.kvlab.internal.parquet.ParquetWriter;
import io.kvlab.report.table.DataText;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import tech.tablesaw.api.BooleanColumn;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.FloatColumn;
import tech.tablesaw.api.NumericColumn;
import tech.tablesaw.api.Table;
import tech.tablesaw.columns.Column;

/**
 * {@code export grid to "grid.csv"}: example rows; the file's ending, which {@link OutputFiles} has
 * seen, says the format.
 */
final class ExportStatement {
  Outcome export(Grid grid, String file) {
    Path path = Path.of(file);
    String name = file.toLowerCase(Locale.ROOT);
    Table examples = grid.examples();
    if (name.endsWith(".csv")) {
      WholeFile.write(path, DataText.csv(examples));
    } else if (name.endsWith(".jsonl")) {
      WholeFile.write(path, DataText.jsonLines(examples));
    } else if (name.endsWith(".json")) {
      WholeFile.write(path, DataText.json(examples).toPrettyString() + "\n");
    } else {
      writeParquet(path, examples);
    }
    return new Outcome.Message(examples.rowCount() + " example rows written to " + path + ".");
  }

  private static void writeParquet(Path path, Table table) {
    List<ParquetColumn> columns =
        table.columns().stream()
            .map(column -> new ParquetColumn(column.name(), type(column)))
            .toList();
    WholeFile.write(path, out -> writeParquet(out, columns, table));
  }

  private static void writeParquet(OutputStream out, List<ParquetColumn> columns, Table table)
      throws IOException {
    try (ParquetWriter writer = new ParquetWriter(out, columns)) {
      for (int row = 0; row < table.rowCount(); row++) {
        Object[] values = new Object[columns.size()];
        for (int i = 0; i < values.length; i++) {
          Column<?> column = table.column(i);
          boolean text = columns.get(i).type() == ParquetColumn.Type.STRING;
          if (!column.isMissing(row)) {
            values[i] = text ? column.getString(row) : column.get(row);
          }
        }
        writer.row(values);
      }
    }
  }

  /** By the column's class: its type may be another object than Tablesaw's constant for it. */
  private static ParquetColumn.Type type(Column<?> column) {
    if (column instanceof BooleanColumn) {
      return ParquetColumn.Type.BOOLEAN;
    }
    if (column instanceof DoubleColumn || column instanceof FloatColumn) {
      return ParquetColumn.Type.DOUBLE;
    }
    return column instanceof NumericColumn<?> ? ParquetColumn.Type.LONG : ParquetColumn.Type.STRING;
  }
}
