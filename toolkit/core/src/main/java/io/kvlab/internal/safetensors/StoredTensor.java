package io.kvlab.internal.safetensors;

import io.kvlab.KvlabException;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/**
 * A tensor within a safetensors file.
 *
 * @param offset of its first byte within the file
 */
public record StoredTensor(
    Path file, String name, String dtype, long[] shape, long offset, long bytes) {
  public StoredTensor {
    shape = shape.clone();
  }

  @Override
  public long[] shape() {
    return shape.clone();
  }

  /** Number of values. */
  public long size() {
    return Arrays.stream(shape).reduce(1, (a, b) -> a * b);
  }

  /** Maps {@code count} bytes from {@code from} (relative to the tensor), little-endian. */
  public MappedByteBuffer map(long from, long count) {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      MappedByteBuffer buffer = channel.map(FileChannel.MapMode.READ_ONLY, offset + from, count);
      buffer.order(ByteOrder.LITTLE_ENDIAN);
      return buffer;
    } catch (IOException e) {
      throw KvlabException.run(file + ": tensor " + name + " cannot be read: " + e.getMessage(), e);
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof StoredTensor that
        && file.equals(that.file)
        && name.equals(that.name)
        && offset == that.offset;
  }

  @Override
  public int hashCode() {
    return 31 * file.hashCode() + name.hashCode();
  }
}
