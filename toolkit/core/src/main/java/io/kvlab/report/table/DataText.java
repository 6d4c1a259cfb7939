package io.kvlab.report.table;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.FloatColumn;
import tech.tablesaw.api.NumericColumn;
import tech.tablesaw.api.Table;
import tech.tablesaw.columns.Column;

/** Tables for machines, full precision: CSV (RFC 4180), JSON and JSON lines. */
public final class DataText {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final CSVFormat CSV =
      CSVFormat.RFC4180.builder().setRecordSeparator("\n").setNullString("").get();

  private DataText() {}

  /** A line of column names, then a line a row; a missing value is empty. */
  public static String csv(Table table) {
    StringBuilder out = new StringBuilder();
    try (CSVPrinter csv = new CSVPrinter(out, CSV)) {
      csv.printRecord(table.columnNames());
      for (int row = 0; row < table.rowCount(); row++) {
        for (Column<?> column : table.columns()) {
          csv.print(column.isMissing(row) ? null : value(column, row));
        }
        csv.println();
      }
    } catch (IOException e) {
      throw new IllegalStateException("a text in memory cannot fail to be written", e);
    }
    return out.toString();
  }

  /** An object per row, in an array; a missing value is null. */
  public static ArrayNode json(Table table) {
    ArrayNode rows = JSON.createArrayNode();
    for (int row = 0; row < table.rowCount(); row++) {
      rows.add(object(table, row));
    }
    return rows;
  }

  /** An object per row, a line each. */
  public static String jsonLines(Table table) {
    StringBuilder out = new StringBuilder();
    for (int row = 0; row < table.rowCount(); row++) {
      out.append(text(object(table, row))).append('\n');
    }
    return out.toString();
  }

  private static ObjectNode object(Table table, int row) {
    ObjectNode object = JSON.createObjectNode();
    for (Column<?> column : table.columns()) {
      if (!(column instanceof NumericColumn<?> numbers)) {
        object.put(column.name(), column.getString(row)); // an empty text is a text
      } else if (column.isMissing(row)) {
        object.putNull(column.name());
      } else {
        double value = numbers.getDouble(row);
        if (whole(column, value)) {
          object.put(column.name(), (long) value);
        } else {
          object.put(column.name(), value);
        }
      }
    }
    return object;
  }

  private static String value(Column<?> column, int row) {
    if (column instanceof NumericColumn<?> numbers) {
      double value = numbers.getDouble(row);
      return whole(column, value) ? Long.toString((long) value) : Double.toString(value);
    }
    return column.getString(row);
  }

  /** Counts and bytes are whole numbers even where the column had to be one of doubles. */
  private static boolean whole(Column<?> column, double value) {
    // Not by column.type(): Tablesaw's ColumnType.DOUBLE is another object than a double column's
    // type when DoubleColumnType happens to be initialised first.
    boolean counted = !(column instanceof DoubleColumn || column instanceof FloatColumn);
    CellFormat format = CellFormat.of(column);
    return counted
        || ((format == CellFormat.WHOLE || format == CellFormat.BYTES)
            && value == Math.rint(value)
            && Math.abs(value) < 9e15);
  }

  /** A JSON tree as text. */
  public static String text(JsonNode node) {
    try {
      return JSON.writeValueAsString(node);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of plain values is always JSON", e);
    }
  }
}
