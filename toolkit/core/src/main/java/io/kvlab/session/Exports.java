package io.kvlab.session;

import io.kvlab.KvlabException;
import io.kvlab.internal.parquet.ParquetColumn;
import io.kvlab.internal.parquet.ParquetWriter;
import io.kvlab.report.table.DataText;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import tech.tablesaw.api.ColumnType;
import tech.tablesaw.api.Table;
import tech.tablesaw.columns.Column;

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
    } else if (name.endsWith(".parquet")) {
      writeParquet(path, examples);
    } else {
      throw KvlabException.usage(
          "'"
              + file
              + "' should end in .csv, .json, .jsonl or .parquet: the ending says the format.");
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

  private static void writeParquet(Path path, Table table) {
    List<ParquetColumn> columns =
        table.columns().stream()
            .map(column -> new ParquetColumn(column.name(), type(column)))
            .toList();
    try (ParquetWriter writer =
        new ParquetWriter(new BufferedOutputStream(Files.newOutputStream(path)), columns)) {
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
    } catch (IOException e) {
      throw KvlabException.run(path + " cannot be written: " + e.getMessage(), e);
    }
  }

  private static ParquetColumn.Type type(Column<?> column) {
    ColumnType type = column.type();
    if (type == ColumnType.BOOLEAN) {
      return ParquetColumn.Type.BOOLEAN;
    }
    if (type == ColumnType.INTEGER || type == ColumnType.LONG || type == ColumnType.SHORT) {
      return ParquetColumn.Type.LONG;
    }
    return type == ColumnType.DOUBLE || type == ColumnType.FLOAT
        ? ParquetColumn.Type.DOUBLE
        : ParquetColumn.Type.STRING;
  }
}
