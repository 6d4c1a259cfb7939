package io.kvlab.store;

import com.fasterxml.jackson.core.JsonGenerator;
import io.kvlab.KvlabException;
import io.kvlab.internal.WholeFile;
import io.kvlab.internal.parquet.ParquetColumn;
import io.kvlab.internal.parquet.ParquetWriter;
import io.kvlab.result.ExampleRow;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Writes the example rows of runs as CSV (RFC 4180, UTF-8, a missing value is nothing and an empty
 * text is {@code ""}), JSON lines or Parquet. The three hold the same columns.
 */
public final class RowExport {
  private RowExport() {}

  /** Takes rows, in a format of its own. */
  private interface Sink extends AutoCloseable {
    void row(ExampleRow row) throws IOException;

    @Override
    void close() throws IOException;
  }

  private interface Format {
    Sink open(OutputStream out) throws IOException;
  }

  /**
   * Writes {@code runs} to a file, one after the other; the file's ending, {@code .csv}, {@code
   * .jsonl} or {@code .parquet}, says how. The file appears when it is complete.
   *
   * @throws KvlabException if the ending is another, the file cannot be written, or a run cannot be
   *     read
   */
  public static void write(RunStore store, List<String> runs, Path file) {
    Format format = format(file);
    WholeFile.write(
        file,
        out -> {
          try (Sink sink = format.open(out)) {
            for (String run : runs) {
              store.rows(run, row -> put(sink, row));
            }
          }
        });
  }

  private static Format format(Path file) {
    String name = file.toString().toLowerCase(Locale.ROOT);
    if (name.endsWith(".csv")) {
      return Csv::new;
    }
    if (name.endsWith(".jsonl")) {
      return JsonLines::new;
    }
    if (name.endsWith(".parquet")) {
      return Parquet::new;
    }
    throw KvlabException.usage(
        "The ending of " + file + " says no format; end it in .csv, .jsonl or .parquet.");
  }

  private static void put(Sink sink, ExampleRow row) {
    try {
      sink.row(row);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private record Csv(OutputStream out) implements Sink {
    Csv(OutputStream out) {
      this.out = out;
      try {
        line(
            Arrays.stream(RowColumn.values())
                .map(RowColumn::title)
                .collect(Collectors.joining(",")));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public void row(ExampleRow row) throws IOException {
      StringBuilder line = new StringBuilder();
      for (RowColumn column : RowColumn.values()) {
        if (column.ordinal() > 0) {
          line.append(',');
        }
        append(line, column.of(row));
      }
      line(line.toString());
    }

    private static void append(StringBuilder line, @Nullable Object value) {
      if (value instanceof String text) {
        boolean quoted = text.isEmpty() || text.chars().anyMatch(c -> ",\"\r\n".indexOf(c) >= 0);
        line.append(quoted ? '"' + text.replace("\"", "\"\"") + '"' : text);
      } else if (value != null) {
        line.append(value);
      }
    }

    private void line(String line) throws IOException {
      out.write((line + "\n").getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void close() throws IOException {
      out.close();
    }
  }

  private record JsonLines(OutputStream out, JsonGenerator json) implements Sink {
    JsonLines(OutputStream out) throws IOException {
      this(out, RowJson.generator(out));
    }

    @Override
    public void row(ExampleRow row) throws IOException {
      RowJson.write(json, row);
    }

    @Override
    public void close() throws IOException {
      json.close();
      out.close();
    }
  }

  private record Parquet(ParquetWriter writer) implements Sink {
    Parquet(OutputStream out) throws IOException {
      this(
          new ParquetWriter(
              out,
              Arrays.stream(RowColumn.values())
                  .map(column -> new ParquetColumn(column.title(), column.type()))
                  .toList()));
    }

    @Override
    public void row(ExampleRow row) throws IOException {
      writer.row(Arrays.stream(RowColumn.values()).map(column -> column.of(row)).toArray());
    }

    @Override
    public void close() throws IOException {
      writer.close();
    }
  }
}
