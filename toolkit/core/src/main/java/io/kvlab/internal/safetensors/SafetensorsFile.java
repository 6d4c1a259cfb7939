package io.kvlab.internal.safetensors;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import io.kvlab.KvlabException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The header of one safetensors file: eight bytes of length, JSON, then the data. Every offset and
 * size is checked against the file before anything is read or allocated on its word.
 */
final class SafetensorsFile {
  /** The format's own limit. */
  private static final long LARGEST_HEADER = 100_000_000;

  private static final Map<String, Integer> BYTES_OF =
      Map.ofEntries(
          Map.entry("BOOL", 1),
          Map.entry("U8", 1),
          Map.entry("I8", 1),
          Map.entry("F8_E5M2", 1),
          Map.entry("F8_E4M3", 1),
          Map.entry("I16", 2),
          Map.entry("U16", 2),
          Map.entry("F16", 2),
          Map.entry("BF16", 2),
          Map.entry("I32", 4),
          Map.entry("U32", 4),
          Map.entry("F32", 4),
          Map.entry("I64", 8),
          Map.entry("U64", 8),
          Map.entry("F64", 8));

  private static final int MOST_DIMENSIONS = 16;

  private static final JsonFactory JSON =
      JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  private final Path file;

  private SafetensorsFile(Path file) {
    this.file = file;
  }

  static Map<String, StoredTensor> read(Path file) {
    return new SafetensorsFile(file).read();
  }

  private Map<String, StoredTensor> read() {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      long size = channel.size();
      if (size < 8) {
        throw broken("has " + size + " bytes, too few for a header");
      }
      long headerLength = read(channel, 0, 8).getLong();
      if (headerLength < 2 || headerLength > size - 8) {
        throw broken(
            "says its header has "
                + Long.toUnsignedString(headerLength)
                + " bytes, but "
                + (size - 8)
                + " follow; the file is damaged or cut short");
      }
      if (headerLength > LARGEST_HEADER) {
        throw broken("has a header of " + headerLength + " bytes, more than 100 MB");
      }
      channel.position(8);
      InputStream header = new Bounded(Channels.newInputStream(channel), headerLength);
      try (JsonParser json = JSON.createParser(header)) {
        return tensors(json, 8 + headerLength, size);
      }
    } catch (JsonProcessingException e) {
      throw KvlabException.run(
          file + " has a header that is not valid JSON: " + e.getOriginalMessage(), e);
    } catch (NoSuchFileException e) {
      throw KvlabException.run(file + " does not exist", e);
    } catch (IOException e) {
      throw KvlabException.run(file + " cannot be read: " + e.getMessage(), e);
    }
  }

  private ByteBuffer read(FileChannel channel, long at, int count) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(count).order(ByteOrder.LITTLE_ENDIAN);
    while (buffer.hasRemaining()) {
      if (channel.read(buffer, at + buffer.position()) < 0) {
        throw broken("ended while its header was read");
      }
    }
    return buffer.flip();
  }

  /** Entry by entry, so that what is held follows the tensors that are accepted. */
  private Map<String, StoredTensor> tensors(JsonParser json, long dataStart, long fileSize)
      throws IOException {
    if (json.nextToken() != JsonToken.START_OBJECT) {
      throw broken("has a header that is not a JSON object");
    }
    Map<String, StoredTensor> tensors = new LinkedHashMap<>();
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String name = json.currentName();
      json.nextToken();
      if (name.equals("__metadata__")) {
        json.skipChildren();
      } else {
        tensors.put(name, tensor(name, json, dataStart, fileSize));
      }
    }
    if (json.nextToken() != null) {
      throw broken("has a header that is not valid JSON: something stands behind the object");
    }
    requireApart(tensors);
    return tensors;
  }

  private void requireApart(Map<String, StoredTensor> tensors) {
    List<StoredTensor> byOffset = new ArrayList<>(tensors.values());
    byOffset.sort(
        Comparator.comparingLong(StoredTensor::offset).thenComparingLong(StoredTensor::bytes));
    for (int i = 1; i < byOffset.size(); i++) {
      StoredTensor before = byOffset.get(i - 1);
      if (before.offset() + before.bytes() > byOffset.get(i).offset()) {
        throw broken(
            "stores tensors "
                + before.name()
                + " and "
                + byOffset.get(i).name()
                + " in overlapping places");
      }
    }
  }

  private StoredTensor tensor(String name, JsonParser json, long dataStart, long fileSize)
      throws IOException {
    String dtype = "";
    long[] shape = null;
    long[] offsets = null;
    if (json.currentToken() != JsonToken.START_OBJECT) {
      throw broken("tensor " + name + " is not described by a JSON object");
    }
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String field = json.currentName();
      json.nextToken();
      switch (field) {
        case "dtype" -> dtype = json.currentToken().isScalarValue() ? json.getText() : "";
        case "shape" -> shape = wholes(name, "dimension", json);
        case "data_offsets" -> offsets = wholes(name, "offset", json);
        default -> json.skipChildren();
      }
    }
    Integer width = BYTES_OF.get(dtype);
    if (width == null) {
      throw broken("tensor " + name + " has the unknown dtype '" + dtype + "'");
    }
    if (shape == null || offsets == null || offsets.length != 2) {
      throw broken("tensor " + name + " lacks a shape or data_offsets");
    }
    return tensor(name, dtype, width, shape, offsets, dataStart, fileSize);
  }

  private StoredTensor tensor(
      String name,
      String dtype,
      int width,
      long[] shape,
      long[] offsets,
      long dataStart,
      long fileSize) {
    String dimensions = Arrays.toString(shape);
    long bytes = width;
    for (long dimension : shape) {
      try {
        bytes = Math.multiplyExact(bytes, dimension);
      } catch (ArithmeticException e) {
        throw broken("tensor " + name + " has the impossible shape " + dimensions);
      }
    }
    long from = offsets[0];
    long to = offsets[1];
    if (from > to || to > fileSize - dataStart) {
      throw broken(
          "tensor "
              + name
              + " claims bytes "
              + from
              + " to "
              + to
              + ", but the file holds "
              + (fileSize - dataStart)
              + " bytes of data");
    }
    if (to - from != bytes) {
      throw broken(
          "tensor "
              + name
              + " has shape "
              + dimensions
              + " of "
              + dtype
              + ", that is "
              + bytes
              + " bytes, but "
              + (to - from)
              + " are stored");
    }
    return new StoredTensor(file, name, dtype, shape, dataStart + from, bytes);
  }

  private long[] wholes(String name, String what, JsonParser json) throws IOException {
    if (json.currentToken() != JsonToken.START_ARRAY) {
      throw broken("tensor " + name + " lacks a shape or data_offsets");
    }
    long[] values = new long[MOST_DIMENSIONS];
    int count = 0;
    while (json.nextToken() != JsonToken.END_ARRAY) {
      if (count == MOST_DIMENSIONS) {
        throw broken("tensor " + name + " has more than " + MOST_DIMENSIONS + " dimensions");
      }
      values[count++] = whole(name, what, json);
    }
    return Arrays.copyOf(values, count);
  }

  private long whole(String name, String what, JsonParser json) throws IOException {
    boolean whole =
        json.currentToken() == JsonToken.VALUE_NUMBER_INT
            && json.getNumberType() != JsonParser.NumberType.BIG_INTEGER
            && json.getLongValue() >= 0;
    if (!whole) {
      String shown = json.currentToken().isScalarValue() ? json.getText() : "[...]";
      throw broken("tensor " + name + " has the impossible " + what + " " + shown);
    }
    return json.getLongValue();
  }

  /** The first bytes of a stream. */
  private static final class Bounded extends FilterInputStream {
    private long left;

    Bounded(InputStream in, long length) {
      super(in);
      this.left = length;
    }

    @Override
    public int read() throws IOException {
      int value = left == 0 ? -1 : in.read();
      left -= value < 0 ? 0 : 1;
      return value;
    }

    @Override
    public int read(byte[] buffer, int from, int length) throws IOException {
      int count = left == 0 ? -1 : in.read(buffer, from, (int) Math.min(length, left));
      left -= Math.max(0, count);
      return count;
    }
  }

  private KvlabException broken(String what) {
    return KvlabException.run(file + " " + what);
  }
}
