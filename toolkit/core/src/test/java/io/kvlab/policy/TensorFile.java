package io.kvlab.policy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;

/** The least that reads a three-dimensional float32 tensor from a safetensors file. */
final class TensorFile {
  private TensorFile() {}

  static float[][][] read(Path file, String name) {
    try {
      ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
      int headerLength = (int) bytes.getLong();
      byte[] header = new byte[headerLength];
      bytes.get(header);
      JsonNode tensor = new ObjectMapper().readTree(header).get(name);
      bytes.position(8 + headerLength + tensor.get("data_offsets").get(0).asInt());
      JsonNode shape = tensor.get("shape");
      float[][][] values =
          new float[shape.get(0).asInt()][shape.get(1).asInt()][shape.get(2).asInt()];
      for (float[][] matrix : values) {
        for (float[] row : matrix) {
          for (int i = 0; i < row.length; i++) {
            row[i] = bytes.getFloat();
          }
        }
      }
      return values;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
