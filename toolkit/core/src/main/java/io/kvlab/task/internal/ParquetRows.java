package io.kvlab.task.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kvlab.KvlabException;
import io.kvlab.internal.parquet.GzipPages;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.function.Consumer;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.convert.GroupRecordConverter;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.io.ColumnIOFactory;
import org.apache.parquet.io.DelegatingSeekableInputStream;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.io.MessageColumnIO;
import org.apache.parquet.io.RecordReader;
import org.apache.parquet.io.SeekableInputStream;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.LogicalTypeAnnotation.ListLogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;

/** Rows of a Parquet file as JSON objects; lists and groups keep their shape. */
final class ParquetRows {
  private ParquetRows() {}

  /** Reads all rows of a file. */
  static void read(String name, byte[] bytes, Consumer<ObjectNode> rows) {
    PlainParquetConfiguration plain = new PlainParquetConfiguration();
    ParquetReadOptions options =
        ParquetReadOptions.builder(plain)
            .withCodecFactory(
                new GzipPages(ParquetReadOptions.builder(plain).build().getCodecFactory()))
            .build();
    try (ParquetFileReader reader = ParquetFileReader.open(new Bytes(bytes), options)) {
      MessageType schema = reader.getFooter().getFileMetaData().getSchema();
      MessageColumnIO columns = new ColumnIOFactory().getColumnIO(schema);
      for (PageReadStore pages = reader.readNextRowGroup();
          pages != null;
          pages = reader.readNextRowGroup()) {
        RecordReader<Group> records =
            columns.getRecordReader(pages, new GroupRecordConverter(schema));
        for (long i = 0; i < pages.getRowCount(); i++) {
          rows.accept(object(records.read()));
        }
      }
    } catch (IOException | RuntimeException e) {
      throw KvlabException.run(
          "%s is no Parquet file that can be read (%s); fetch it again"
              .formatted(name, e.getMessage()),
          e);
    }
  }

  private static ObjectNode object(Group group) {
    ObjectNode object = JsonNodeFactory.instance.objectNode();
    GroupType type = group.getType();
    for (int field = 0; field < type.getFieldCount(); field++) {
      object.set(type.getFieldName(field), value(group, field));
    }
    return object;
  }

  private static JsonNode value(Group group, int field) {
    Type type = group.getType().getType(field);
    int count = group.getFieldRepetitionCount(field);
    if (type.isRepetition(Type.Repetition.REPEATED)) {
      ArrayNode array = JsonNodeFactory.instance.arrayNode();
      for (int i = 0; i < count; i++) {
        array.add(single(group, field, i));
      }
      return array;
    }
    return count == 0 ? JsonNodeFactory.instance.nullNode() : single(group, field, 0);
  }

  private static JsonNode single(Group group, int field, int index) {
    Type type = group.getType().getType(field);
    if (type.isPrimitive()) {
      return primitive(group, field, index);
    }
    Group inner = group.getGroup(field, index);
    if (type.getLogicalTypeAnnotation() instanceof ListLogicalTypeAnnotation) {
      // A list is a group of one repeated group of one element.
      ArrayNode array = JsonNodeFactory.instance.arrayNode();
      for (int i = 0; i < inner.getFieldRepetitionCount(0); i++) {
        array.add(
            inner.getType().getType(0).isPrimitive()
                ? primitive(inner, 0, i)
                : value(inner.getGroup(0, i), 0));
      }
      return array;
    }
    return object(inner);
  }

  private static JsonNode primitive(Group group, int field, int index) {
    JsonNodeFactory json = JsonNodeFactory.instance;
    return switch (group.getType().getType(field).asPrimitiveType().getPrimitiveTypeName()) {
      case INT32 -> json.numberNode(group.getInteger(field, index));
      case INT64 -> json.numberNode(group.getLong(field, index));
      case FLOAT -> json.numberNode(group.getFloat(field, index));
      case DOUBLE -> json.numberNode(group.getDouble(field, index));
      case BOOLEAN -> json.booleanNode(group.getBoolean(field, index));
      case BINARY -> json.textNode(group.getBinary(field, index).toStringUsingUTF8());
      case INT96, FIXED_LEN_BYTE_ARRAY -> json.textNode(group.getValueToString(field, index));
    };
  }

  /** A file that is in memory. */
  private record Bytes(byte[] bytes) implements InputFile {
    @Override
    public long getLength() {
      return bytes.length;
    }

    @Override
    public SeekableInputStream newStream() {
      Positioned in = new Positioned(bytes);
      return new DelegatingSeekableInputStream(in) {
        @Override
        public long getPos() {
          return in.position();
        }

        @Override
        public void seek(long position) throws IOException {
          in.seek(position);
        }
      };
    }
  }

  private static final class Positioned extends ByteArrayInputStream {
    Positioned(byte[] bytes) {
      super(bytes);
    }

    synchronized long position() {
      return pos;
    }

    synchronized void seek(long position) throws EOFException {
      if (position < 0 || position > count) {
        throw new EOFException("place " + position + " of " + count);
      }
      pos = (int) position;
    }
  }
}
