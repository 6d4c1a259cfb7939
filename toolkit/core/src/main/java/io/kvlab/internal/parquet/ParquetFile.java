package io.kvlab.internal.parquet;

import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.conf.ParquetConfiguration;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.api.WriteSupport;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.RecordConsumer;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Types;
import org.jspecify.annotations.Nullable;

/**
 * Writes rows of values to a Parquet file by Apache parquet-java: pages compressed with gzip, which
 * every reader knows.
 */
public final class ParquetFile implements AutoCloseable {
  private final ParquetWriter<@Nullable Object[]> writer;

  /**
   * Begins a file.
   *
   * @param out closed together with this
   */
  public ParquetFile(OutputStream out, List<ParquetColumn> columns) throws IOException {
    ParquetConfiguration plain = new PlainParquetConfiguration();
    this.writer =
        new Builder(new StreamFile(out), columns)
            .withConf(plain)
            .withCodecFactory(
                new GzipPages(ParquetReadOptions.builder(plain).build().getCodecFactory()))
            .withCompressionCodec(CompressionCodecName.GZIP)
            .build();
  }

  /**
   * Appends a row.
   *
   * @param values one a column, of its type; null where it is missing
   */
  public void row(@Nullable Object... values) throws IOException {
    writer.write(values);
  }

  @Override
  public void close() throws IOException {
    writer.close();
  }

  private static final class Builder extends ParquetWriter.Builder<@Nullable Object[], Builder> {
    private final List<ParquetColumn> columns;

    Builder(StreamFile file, List<ParquetColumn> columns) {
      super(file);
      this.columns = List.copyOf(columns);
    }

    @Override
    protected Builder self() {
      return this;
    }

    @Override
    protected WriteSupport<@Nullable Object[]> getWriteSupport(Configuration unused) {
      return new Rows(columns);
    }

    @Override
    protected WriteSupport<@Nullable Object[]> getWriteSupport(ParquetConfiguration unused) {
      return new Rows(columns);
    }
  }

  /** How a row becomes fields. */
  private static final class Rows extends WriteSupport<@Nullable Object[]> {
    private final List<ParquetColumn> columns;
    private @Nullable RecordConsumer out;

    Rows(List<ParquetColumn> columns) {
      this.columns = columns;
    }

    @Override
    public WriteContext init(Configuration unused) {
      return context();
    }

    @Override
    public WriteContext init(ParquetConfiguration unused) {
      return context();
    }

    private WriteContext context() {
      Type[] fields = columns.stream().map(Rows::field).toArray(Type[]::new);
      return new WriteContext(new MessageType("rows", fields), Map.of());
    }

    private static Type field(ParquetColumn column) {
      return switch (column.type()) {
        case STRING ->
            Types.optional(PrimitiveTypeName.BINARY)
                .as(LogicalTypeAnnotation.stringType())
                .named(column.name());
        case LONG -> Types.optional(PrimitiveTypeName.INT64).named(column.name());
        case DOUBLE -> Types.optional(PrimitiveTypeName.DOUBLE).named(column.name());
        case LONGS ->
            Types.optionalList().requiredElement(PrimitiveTypeName.INT64).named(column.name());
        case DOUBLES ->
            Types.optionalList().requiredElement(PrimitiveTypeName.DOUBLE).named(column.name());
      };
    }

    @Override
    public void prepareForWrite(RecordConsumer consumer) {
      this.out = consumer;
    }

    @Override
    public void write(@Nullable Object[] row) {
      RecordConsumer to = out;
      if (to == null) {
        throw new IllegalStateException("not prepared");
      }
      to.startMessage();
      for (int i = 0; i < row.length; i++) {
        Object value = row[i];
        if (value != null) {
          to.startField(columns.get(i).name(), i);
          value(to, value);
          to.endField(columns.get(i).name(), i);
        }
      }
      to.endMessage();
    }

    private static void value(RecordConsumer to, Object value) {
      if (value instanceof String text) {
        to.addBinary(Binary.fromString(text));
      } else if (value instanceof Long whole) {
        to.addLong(whole);
      } else if (value instanceof Double real) {
        to.addDouble(real);
      } else {
        list(to, (List<?>) value);
      }
    }

    /** A list is a group of one repeated group of one element. */
    private static void list(RecordConsumer to, List<?> list) {
      to.startGroup();
      if (!list.isEmpty()) {
        to.startField("list", 0);
        for (Object element : list) {
          to.startGroup();
          to.startField("element", 0);
          value(to, element);
          to.endField("element", 0);
          to.endGroup();
        }
        to.endField("list", 0);
      }
      to.endGroup();
    }
  }
}
