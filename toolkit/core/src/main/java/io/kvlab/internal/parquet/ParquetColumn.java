package io.kvlab.internal.parquet;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A column of a table. Every value may be missing.
 *
 * @param name its name
 * @param type what its values are
 */
public record ParquetColumn(String name, Type type) {

  /** What the values of a column are. */
  public enum Type {
    /** {@link Boolean}. */
    BOOLEAN(0),
    /** {@link Number}, whole, 64 bits. */
    LONG(2),
    /** {@link Number}. */
    DOUBLE(5),
    /** {@link String}, stored as UTF-8. */
    STRING(6);

    /** The number of the physical type in parquet.thrift. */
    final int physical;

    Type(int physical) {
      this.physical = physical;
    }
  }

  /** The values of one column in one row group, in the encoding PLAIN. */
  static final class Values {
    private final ParquetColumn column;
    private final ByteArrayOutputStream plain = new ByteArrayOutputStream();
    private final ByteArrayOutputStream present = new ByteArrayOutputStream();
    private final ByteBuffer eight = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
    private int count;
    private int presentBits;
    private int booleans;
    private int booleanBits;

    Values(ParquetColumn column) {
      this.column = column;
    }

    ParquetColumn column() {
      return column;
    }

    int count() {
      return count;
    }

    int size() {
      return plain.size();
    }

    void add(@Nullable Object value) {
      presentBits |= (value == null ? 0 : 1) << (count & 7);
      count++;
      if ((count & 7) == 0) {
        present.write(presentBits);
        presentBits = 0;
      }
      if (value != null) {
        put(value);
      }
    }

    private void put(Object value) {
      switch (column.type()) {
        case BOOLEAN -> bit((Boolean) value);
        case LONG -> bytes(eight.clear().putLong(((Number) value).longValue()));
        case DOUBLE -> bytes(eight.clear().putDouble(((Number) value).doubleValue()));
        case STRING -> {
          byte[] utf8 = ((String) value).getBytes(StandardCharsets.UTF_8);
          bytes(eight.clear().putInt(utf8.length));
          plain.writeBytes(utf8);
        }
      }
    }

    private void bytes(ByteBuffer buffer) {
      plain.write(buffer.array(), 0, buffer.position());
    }

    private void bit(boolean value) {
      booleanBits |= (value ? 1 : 0) << (booleans & 7);
      booleans++;
      if ((booleans & 7) == 0) {
        plain.write(booleanBits);
        booleanBits = 0;
      }
    }

    /** Definition levels (1 where a value is present, one bit-packed run), then the values. */
    byte[] page() {
      if ((count & 7) != 0) {
        present.write(presentBits);
      }
      if ((booleans & 7) != 0) {
        plain.write(booleanBits);
      }
      ByteArrayOutputStream levels = new ByteArrayOutputStream();
      int header = present.size() << 1 | 1;
      while ((header & ~0x7f) != 0) {
        levels.write(header & 0x7f | 0x80);
        header >>>= 7;
      }
      levels.write(header);
      levels.writeBytes(present.toByteArray());
      ByteBuffer page =
          ByteBuffer.allocate(4 + levels.size() + plain.size()).order(ByteOrder.LITTLE_ENDIAN);
      page.putInt(levels.size()).put(levels.toByteArray()).put(plain.toByteArray());
      return page.array();
    }
  }
}
