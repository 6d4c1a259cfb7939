package io.kvlab.internal.parquet;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Writes a flat table as a Parquet file: every column optional, one data page per column and row
 * group, encoding PLAIN, compressed with GZIP. The file is complete when {@link #close()} returns.
 *
 * @see <a href="https://parquet.apache.org/docs/file-format/">the file format</a>
 */
public final class ParquetWriter implements AutoCloseable {
  private static final byte[] MAGIC = "PAR1".getBytes(StandardCharsets.US_ASCII);
  private static final int ROWS_PER_GROUP = 20_000;
  private static final int BYTES_PER_GROUP = 32 << 20;

  // Numbers of parquet.thrift.
  private static final int OPTIONAL = 1;
  private static final int UTF8 = 0;
  private static final int PLAIN = 0;
  private static final int RLE = 3;
  private static final int GZIP = 2;
  private static final int DATA_PAGE = 0;

  private final OutputStream out;
  private final List<ParquetColumn> columns;
  private final List<Group> groups = new ArrayList<>();
  private List<ParquetColumn.Values> values;
  private long position;
  private long rows;

  private record Chunk(ParquetColumn column, long offset, long plainSize, long size) {}

  private record Group(List<Chunk> chunks, int rows) {}

  /** Begins a file; {@code out} is closed with this writer. */
  public ParquetWriter(OutputStream out, List<ParquetColumn> columns) throws IOException {
    this.out = out;
    this.columns = List.copyOf(columns);
    this.values = emptyGroup(this.columns);
    write(MAGIC);
  }

  private static List<ParquetColumn.Values> emptyGroup(List<ParquetColumn> columns) {
    return columns.stream().map(ParquetColumn.Values::new).toList();
  }

  /** Adds a row: one value per column, null where it is missing. */
  public void row(@Nullable Object... row) throws IOException {
    if (row.length != columns.size()) {
      throw new IllegalArgumentException(row.length + " values for " + columns.size() + " columns");
    }
    int size = 0;
    for (int i = 0; i < row.length; i++) {
      values.get(i).add(row[i]);
      size += values.get(i).size();
    }
    if (values.get(0).count() == ROWS_PER_GROUP || size > BYTES_PER_GROUP) {
      flush();
    }
  }

  private void flush() throws IOException {
    int count = values.get(0).count();
    if (count == 0) {
      return;
    }
    List<Chunk> chunks = new ArrayList<>();
    for (ParquetColumn.Values column : values) {
      chunks.add(chunk(column));
    }
    groups.add(new Group(chunks, count));
    rows += count;
    values = emptyGroup(columns);
  }

  private Chunk chunk(ParquetColumn.Values column) throws IOException {
    byte[] page = column.page();
    ByteArrayOutputStream compressed = new ByteArrayOutputStream(page.length / 2 + 64);
    try (GZIPOutputStream gzip = new GZIPOutputStream(compressed)) {
      gzip.write(page);
    }
    byte[] header =
        new CompactThrift()
            .element()
            .i32(1, DATA_PAGE)
            .i32(2, page.length)
            .i32(3, compressed.size())
            .struct(5)
            .i32(1, column.count())
            .i32(2, PLAIN)
            .i32(3, RLE)
            .i32(4, RLE)
            .end()
            .end()
            .bytes();
    long offset = position;
    write(header);
    write(compressed.toByteArray());
    return new Chunk(
        column.column(), offset, (long) header.length + page.length, position - offset);
  }

  /** Writes what is left and the footer. */
  @Override
  public void close() throws IOException {
    try (out) {
      flush();
      byte[] footer = footer();
      write(footer);
      write(ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(footer.length).array());
      write(MAGIC);
    }
  }

  private byte[] footer() {
    CompactThrift thrift = new CompactThrift().element().i32(1, 1);
    thrift.structs(2, columns.size() + 1);
    thrift.element().string(4, "table").i32(5, columns.size()).end();
    for (ParquetColumn column : columns) {
      thrift.element().i32(1, column.type().physical).i32(3, OPTIONAL).string(4, column.name());
      if (column.type() == ParquetColumn.Type.STRING) {
        thrift.i32(6, UTF8).struct(10).struct(1).end().end();
      }
      thrift.end();
    }
    thrift.i64(3, rows).structs(4, groups.size());
    for (Group group : groups) {
      group(thrift, group);
    }
    return thrift.string(6, "kvlab").end().bytes();
  }

  private static void group(CompactThrift thrift, Group group) {
    thrift.element().structs(1, group.chunks().size());
    for (Chunk chunk : group.chunks()) {
      thrift.element().i64(2, chunk.offset()).struct(3);
      thrift.i32(1, chunk.column().type().physical).i32s(2, PLAIN, RLE);
      thrift.strings(3, chunk.column().name()).i32(4, GZIP).i64(5, group.rows());
      thrift.i64(6, chunk.plainSize()).i64(7, chunk.size()).i64(9, chunk.offset());
      thrift.end().end();
    }
    thrift.i64(2, group.chunks().stream().mapToLong(Chunk::plainSize).sum());
    thrift.i64(3, group.rows()).end();
  }

  private void write(byte[] bytes) throws IOException {
    out.write(bytes);
    position += bytes.length;
  }
}
