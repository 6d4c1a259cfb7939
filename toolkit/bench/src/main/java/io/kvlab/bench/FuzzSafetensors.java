package io.kvlab.bench;

import io.kvlab.KvlabException;
import io.kvlab.internal.safetensors.Safetensors;
import io.kvlab.internal.safetensors.StoredTensor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Safetensors files with overlapping, gigantic, negative and nonsensical entries, and indices of
 * shards that lead elsewhere. What is accepted must lie inside of the file.
 */
final class FuzzSafetensors implements FuzzTarget {
  private static final List<String> DTYPES =
      List.of("F32", "F16", "BF16", "I64", "BOOL", "F8_E4M3", "F4", "", "f32");
  private static final long FEW = 64;

  private final Path folder;
  private final Path file;
  private final Path index;

  FuzzSafetensors(Path folder) {
    this.folder = folder;
    this.file = folder.resolve("model.safetensors");
    this.index = folder.resolve("model.safetensors.index.json");
  }

  @Override
  public String name() {
    return "safetensors";
  }

  @Override
  public byte[] input(SplittableRandom random) {
    return switch (random.nextInt(10)) {
      case 0 -> Mutations.utf8(index(random));
      case 1 -> Mutations.bytes(file(header(random), random), random);
      case 2 -> file(Mutations.text(header(random), random), random);
      case 3 -> random.nextInt(20) == 0 ? file(large(random), random) : file("", random);
      default -> file(header(random), random);
    };
  }

  private static String header(SplittableRandom random) {
    StringBuilder json = new StringBuilder("{\"__metadata__\":{\"format\":\"pt\"}");
    long offset = 0;
    for (int i = random.nextInt(6); i > 0; i--) {
      boolean right = random.nextInt(3) > 0;
      long rows = right ? random.nextLong(FEW) : odd(random);
      long columns = right ? random.nextLong(FEW) : odd(random);
      String dtype = right ? "F32" : DTYPES.get(random.nextInt(DTYPES.size()));
      long from = right ? offset : odd(random);
      long to = right ? offset + 4 * rows * columns : odd(random);
      offset = right ? to : offset;
      json.append(
          ",\"t%d\":{\"dtype\":\"%s\",\"shape\":[%d,%d],\"data_offsets\":[%d,%d]}"
              .formatted(random.nextInt(20), dtype, rows, columns, from, to));
    }
    return json.append('}').toString();
  }

  private static long odd(SplittableRandom random) {
    return switch (random.nextInt(5)) {
      case 0 -> Long.MAX_VALUE - random.nextInt(9);
      case 1 -> -random.nextInt(9);
      case 2 -> 1L << random.nextInt(63);
      case 3 -> random.nextLong();
      default -> random.nextInt(5000);
    };
  }

  /** Headers that are large for their file: nesting, many entries, many numbers, one long name. */
  private static String large(SplittableRandom random) {
    int size = random.nextInt(1 << 20);
    return switch (random.nextInt(5)) {
      case 0 -> "[".repeat(size);
      case 1 -> "{\"a\":".repeat(size / 5);
      case 2 -> "{\"" + "a".repeat(size) + "\":1}";
      case 3 -> "{\"t\":{\"dtype\":\"F32\",\"shape\":[" + "1,".repeat(size / 2) + "1]}}";
      default -> "{\"t\":[" + "{},".repeat(size / 3) + "{}]}";
    };
  }

  /** Length, header, and mostly enough data; sometimes the length lies. */
  private static byte[] file(String header, SplittableRandom random) {
    byte[] json = Mutations.utf8(header);
    int data = random.nextInt(4) == 0 ? random.nextInt(100) : 20_000;
    long length = random.nextInt(12) == 0 ? odd(random) : json.length;
    return ByteBuffer.allocate(8 + json.length + data)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(length)
        .put(json)
        .array();
  }

  private static String index(SplittableRandom random) {
    String json =
        "{\"weight_map\":{\"t0\":\"model.safetensors\",\"t1\":\"%s\"}}"
            .formatted(
                switch (random.nextInt(6)) {
                  case 0 -> "../model.safetensors";
                  case 1 -> "/";
                  case 2 -> "..";
                  case 3 -> "";
                  case 4 -> "a\\u0000b";
                  default -> Mutations.poison(random).replace("\"", "");
                });
    return random.nextBoolean() ? json : Mutations.text(json, random);
  }

  @Override
  public void prepare(byte[] input) {
    try {
      boolean json = input.length > 0 && input[0] == '{';
      Files.write(json ? index : file, input);
      if (!json) {
        Files.deleteIfExists(index);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public boolean accepts(byte[] input) {
    try {
      Safetensors tensors = Safetensors.folder(folder);
      for (String name : tensors.names()) {
        requireInside(tensors.get(name));
      }
      return true;
    } catch (KvlabException e) {
      return false;
    }
  }

  private static void requireInside(StoredTensor tensor) {
    try {
      long size = Files.size(tensor.file());
      if (tensor.offset() < 8
          || tensor.bytes() < 0
          || tensor.offset() > size
          || tensor.bytes() > size - tensor.offset()) {
        throw new IllegalStateException(tensor.name() + " lies outside of its file");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
