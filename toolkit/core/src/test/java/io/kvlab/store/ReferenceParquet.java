package io.kvlab.store;

import blue.strategic.parquet.ParquetReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.compression.CompressionCodecFactory;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.convert.GroupRecordConverter;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.ColumnIOFactory;
import org.apache.parquet.io.RecordReader;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.Type;

/** Parquet's reference reader, Apache parquet-java; only the unzipping is the JDK's. */
final class ReferenceParquet {
  private ReferenceParquet() {}

  static List<Map<String, Object>> read(Path file) throws IOException {
    List<Map<String, Object>> rows = new ArrayList<>();
    ParquetReadOptions options =
        ParquetReadOptions.builder(new org.apache.parquet.conf.PlainParquetConfiguration())
            .withCodecFactory(new Gzip())
            .build();
    try (ParquetFileReader reader =
        ParquetFileReader.open(ParquetReader.makeInputFile(file.toFile()), options)) {
      MessageType schema = reader.getFileMetaData().getSchema();
      for (PageReadStore pages = reader.readNextRowGroup();
          pages != null;
          pages = reader.readNextRowGroup()) {
        RecordReader<Group> records =
            new ColumnIOFactory()
                .getColumnIO(schema)
                .getRecordReader(pages, new GroupRecordConverter(schema));
        for (long i = 0; i < pages.getRowCount(); i++) {
          rows.add(row(schema, records.read()));
        }
      }
    }
    return rows;
  }

  private static Map<String, Object> row(MessageType schema, Group group) {
    Map<String, Object> row = new HashMap<>();
    for (int i = 0; i < schema.getFieldCount(); i++) {
      if (group.getFieldRepetitionCount(i) == 1) {
        Type type = schema.getType(i);
        row.put(type.getName(), type.isPrimitive() ? value(group, i) : list(group.getGroup(i, 0)));
      }
    }
    return row;
  }

  private static List<Object> list(Group list) {
    List<Object> elements = new ArrayList<>();
    for (int i = 0; i < list.getFieldRepetitionCount("list"); i++) {
      elements.add(value(list.getGroup("list", i), 0));
    }
    return elements;
  }

  private static Object value(Group group, int field) {
    PrimitiveType type = group.getType().getType(field).asPrimitiveType();
    return switch (type.getPrimitiveTypeName()) {
      case BINARY -> group.getString(field, 0);
      case INT64 -> group.getLong(field, 0);
      case DOUBLE -> group.getDouble(field, 0);
      default -> throw new IllegalStateException(type.toString());
    };
  }

  private static final class Gzip implements CompressionCodecFactory {
    @Override
    public BytesInputCompressor getCompressor(CompressionCodecName codec) {
      throw new UnsupportedOperationException();
    }

    @Override
    public BytesInputDecompressor getDecompressor(CompressionCodecName codec) {
      if (codec != CompressionCodecName.GZIP) {
        throw new IllegalStateException(codec.name());
      }
      return new BytesInputDecompressor() {
        @Override
        public BytesInput decompress(BytesInput bytes, int size) throws IOException {
          return BytesInput.from(unzip(bytes.toByteArray(), size));
        }

        @Override
        public void decompress(ByteBuffer input, int compressedSize, ByteBuffer output, int size) {
          byte[] bytes = new byte[compressedSize];
          input.get(bytes);
          try {
            output.put(unzip(bytes, size));
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        }

        @Override
        public void release() {}
      };
    }

    private static byte[] unzip(byte[] bytes, int size) throws IOException {
      byte[] plain = new GZIPInputStream(new ByteArrayInputStream(bytes)).readAllBytes();
      if (plain.length != size) {
        throw new IOException("a page of " + plain.length + " bytes says " + size);
      }
      return plain;
    }

    @Override
    public void release() {}
  }
}
