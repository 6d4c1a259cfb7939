package io.kvlab.internal.parquet;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Thrift's compact protocol, as far as Parquet's headers and footer use it. A field is named by its
 * number in parquet.thrift; fields of a struct must come in increasing order.
 */
final class CompactThrift {
  private static final int I32 = 5;
  private static final int I64 = 6;
  private static final int BINARY = 8;
  private static final int LIST = 9;
  private static final int STRUCT = 12;
  private static final int LONG_LIST = 15;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final Deque<Integer> outer = new ArrayDeque<>();
  private int last;

  byte[] bytes() {
    return out.toByteArray();
  }

  CompactThrift i32(int field, int value) {
    header(field, I32);
    varint(zigzag(value));
    return this;
  }

  CompactThrift i64(int field, long value) {
    header(field, I64);
    varint(zigzag(value));
    return this;
  }

  CompactThrift string(int field, String value) {
    header(field, BINARY);
    binary(value);
    return this;
  }

  /** A struct as a field, until {@link #end()}. */
  CompactThrift struct(int field) {
    header(field, STRUCT);
    return element();
  }

  /** A struct as a list's element, or the outermost one, until {@link #end()}. */
  CompactThrift element() {
    outer.push(last);
    last = 0;
    return this;
  }

  CompactThrift end() {
    out.write(0);
    last = outer.pop();
    return this;
  }

  CompactThrift structs(int field, int size) {
    return list(field, size, STRUCT);
  }

  CompactThrift strings(int field, String... values) {
    list(field, values.length, BINARY);
    for (String value : values) {
      binary(value);
    }
    return this;
  }

  CompactThrift i32s(int field, int... values) {
    list(field, values.length, I32);
    for (int value : values) {
      varint(zigzag(value));
    }
    return this;
  }

  private CompactThrift list(int field, int size, int elementType) {
    header(field, LIST);
    if (size < LONG_LIST) {
      out.write(size << 4 | elementType);
    } else {
      out.write(LONG_LIST << 4 | elementType);
      varint(size);
    }
    return this;
  }

  /** The short form: the step from the field before, in four bits. */
  private void header(int field, int type) {
    int step = field - last;
    if (step < 1 || step > 15) {
      throw new IllegalArgumentException("field " + field + " after field " + last);
    }
    out.write(step << 4 | type);
    last = field;
  }

  private void binary(String value) {
    byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
    varint(bytes.length);
    out.writeBytes(bytes);
  }

  private static long zigzag(long value) {
    return value << 1 ^ value >> 63;
  }

  private void varint(long value) {
    long rest = value;
    while ((rest & ~0x7fL) != 0) {
      out.write((int) (rest & 0x7f | 0x80));
      rest >>>= 7;
    }
    out.write((int) rest);
  }
}
