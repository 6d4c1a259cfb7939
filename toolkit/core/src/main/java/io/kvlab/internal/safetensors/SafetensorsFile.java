package io.kvlab.internal.safetensors;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.kvlab.KvlabException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
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

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

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
      byte[] header = read(channel, 8, (int) headerLength).array();
      JsonNode json = JSON.readTree(new String(header, StandardCharsets.UTF_8));
      if (json == null || !json.isObject()) {
        throw broken("has a header that is not a JSON object");
      }
      return tensors(json, 8 + headerLength, size);
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

  private Map<String, StoredTensor> tensors(JsonNode json, long dataStart, long fileSize) {
    Map<String, StoredTensor> tensors = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> entry : json.properties()) {
      if (!entry.getKey().equals("__metadata__")) {
        tensors.put(entry.getKey(), tensor(entry.getKey(), entry.getValue(), dataStart, fileSize));
      }
    }
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
    return tensors;
  }

  private StoredTensor tensor(String name, JsonNode json, long dataStart, long fileSize) {
    String dtype = json.path("dtype").asText("");
    Integer width = BYTES_OF.get(dtype);
    if (width == null) {
      throw broken("tensor " + name + " has the unknown dtype '" + dtype + "'");
    }
    JsonNode dimensions = json.path("shape");
    JsonNode offsets = json.path("data_offsets");
    if (!dimensions.isArray() || !offsets.isArray() || offsets.size() != 2) {
      throw broken("tensor " + name + " lacks a shape or data_offsets");
    }
    long[] shape = new long[dimensions.size()];
    long bytes = width;
    for (int i = 0; i < shape.length; i++) {
      shape[i] = whole(name, "dimension", dimensions.get(i));
      try {
        bytes = Math.multiplyExact(bytes, shape[i]);
      } catch (ArithmeticException e) {
        throw broken("tensor " + name + " has the impossible shape " + dimensions);
      }
    }
    long from = whole(name, "offset", offsets.get(0));
    long to = whole(name, "offset", offsets.get(1));
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

  private long whole(String name, String what, JsonNode node) {
    if (!node.canConvertToLong() || !node.isIntegralNumber() || node.asLong() < 0) {
      throw broken("tensor " + name + " has the impossible " + what + " " + node);
    }
    return node.asLong();
  }

  private KvlabException broken(String what) {
    return KvlabException.run(file + " " + what);
  }
}
