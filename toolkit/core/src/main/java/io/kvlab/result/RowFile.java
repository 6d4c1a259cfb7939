package io.kvlab.result;

import com.fasterxml.jackson.core.JsonGenerator;
import io.kvlab.KvlabException;
import io.kvlab.internal.WholeFile;
import io.kvlab.internal.parquet.ParquetColumn;
import io.kvlab.internal.parquet.ParquetFile;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Writes rows to a file whose ending says how: .csv (RFC 4180, UTF-8; a missing value is nothing,
 * an empty text is {@code ""}, a list is JSON), .json, .jsonl or .parquet. All hold the same
 * columns, those of {@link RowTable}.
 */
public final class RowFile {
  /** The endings of the formats. */
  public static final List<String> ENDINGS = List.of(".csv", ".json", ".jsonl", ".parquet");

  private RowFile() {}

  /** Takes the rows, one after the other. */
  @FunctionalInterface
  public interface Rows {
    void row(String run, ExampleRow row);
  }

  /** Gives rows. */
  @FunctionalInterface
  public interface Source {
    void giveTo(Rows rows);
  }

  private interface Format extends AutoCloseable {
    void row(@Nullable Object[] values) throws IOException;

    @Override
    void close() throws IOException;
  }

  /**
   * Writes a file, which appears when it is complete.
   *
   * @throws KvlabException if its ending is another, or it cannot be written
   */
  public static void write(Path file, RowTable table, Source source) {
    String ending = ending(file);
    WholeFile.write(
        file,
        out -> {
          try (Format format = open(ending, out, table.columns())) {
            source.giveTo((run, row) -> put(format, table.values(run, row)));
          }
        });
  }

  /**
   * The ending of a file.
   *
   * @throws KvlabException if it is none of {@link #ENDINGS}
   */
  public static String ending(Path file) {
    String name = file.toString().toLowerCase(Locale.ROOT);
    return ENDINGS.stream()
        .filter(name::endsWith)
        .findFirst()
        .orElseThrow(
            () ->
                KvlabException.usage(
                    "The ending of "
                        + file
                        + " says no format; end it in .csv, .json, .jsonl or .parquet."));
  }

  private static Format open(String ending, OutputStream out, List<RowTable.Column> columns)
      throws IOException {
    return switch (ending) {
      case ".csv" -> new Csv(out, columns);
      case ".parquet" -> new Parquet(out, columns);
      default -> new Json(out, columns, ending.equals(".json"));
    };
  }

  private static void put(Format format, @Nullable Object[] values) {
    try {
      format.row(values);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private record Csv(OutputStream out) implements Format {
    Csv(OutputStream out, List<RowTable.Column> columns) throws IOException {
      this(out);
      row(columns.stream().map(RowTable.Column::title).toArray());
    }

    @Override
    public void row(@Nullable Object[] values) throws IOException {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < values.length; i++) {
        line.append(i > 0 ? "," : "").append(quoted(values[i]));
      }
      out.write(line.append('\n').toString().getBytes(StandardCharsets.UTF_8));
    }

    private static String quoted(@Nullable Object value) {
      if (value == null) {
        return "";
      }
      if (value instanceof Number) {
        return value.toString();
      }
      String text = value instanceof String string ? string : RowCodec.text(value);
      boolean special = text.isEmpty() || text.chars().anyMatch(c -> ",\"\r\n".indexOf(c) >= 0);
      return special ? '"' + text.replace("\"", "\"\"") + '"' : text;
    }

    @Override
    public void close() throws IOException {
      out.close();
    }
  }

  /** An object a line; as one document, the objects of an array. */
  private record Json(
      OutputStream out, JsonGenerator json, List<RowTable.Column> columns, boolean document)
      implements Format {
    Json(OutputStream out, List<RowTable.Column> columns, boolean document) throws IOException {
      this(out, RowCodec.generator(out), columns, document);
      if (document) {
        json.useDefaultPrettyPrinter();
        json.writeStartArray();
      }
    }

    @Override
    public void row(@Nullable Object[] values) throws IOException {
      json.writeStartObject();
      for (int i = 0; i < values.length; i++) {
        json.writeFieldName(columns.get(i).title());
        if (values[i] == null) {
          json.writeNull();
        } else {
          JsonValues.write(json, values[i]);
        }
      }
      json.writeEndObject();
      if (!document) {
        json.writeRaw('\n');
      }
    }

    @Override
    public void close() throws IOException {
      if (document) {
        json.writeEndArray();
        json.writeRaw('\n');
      }
      json.close();
      out.close();
    }
  }

  private record Parquet(ParquetFile file) implements Format {
    Parquet(OutputStream out, List<RowTable.Column> columns) throws IOException {
      this(
          new ParquetFile(
              out,
              columns.stream()
                  .map(column -> new ParquetColumn(column.title(), type(column.kind())))
                  .toList()));
    }

    private static ParquetColumn.Type type(Kind kind) {
      return switch (kind) {
        case WHOLE -> ParquetColumn.Type.LONG;
        case REAL -> ParquetColumn.Type.DOUBLE;
        case WHOLES -> ParquetColumn.Type.LONGS;
        case REALS -> ParquetColumn.Type.DOUBLES;
        case TEXT, METRICS, DETAILS -> ParquetColumn.Type.STRING;
      };
    }

    @Override
    public void row(@Nullable Object[] values) throws IOException {
      file.row(values);
    }

    @Override
    public void close() throws IOException {
      file.close();
    }
  }
}
