package io.kvlab.internal.safetensors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvlab.KvlabException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Damaged checkpoints end in a sentence that names the file, and where it helps the tensor. */
class SafetensorsTest {
  @TempDir Path folder;

  private Path write(String name, long length, String header, int dataBytes) throws IOException {
    byte[] json = header.getBytes(StandardCharsets.UTF_8);
    ByteBuffer bytes =
        ByteBuffer.allocate(8 + json.length + dataBytes).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putLong(length < 0 ? json.length : length).put(json);
    while (bytes.hasRemaining()) {
      bytes.put((byte) bytes.position());
    }
    return Files.write(folder.resolve(name), bytes.array());
  }

  private Path write(String header, int dataBytes) throws IOException {
    return write("model.safetensors", -1, header, dataBytes);
  }

  @Test
  void tensorsAreFoundWhereTheHeaderSays() throws IOException {
    Path file =
        write(
            "{\"__metadata__\":{\"format\":\"pt\"},"
                + "\"a\":{\"dtype\":\"F32\",\"shape\":[2,1],\"data_offsets\":[4,12]},"
                + "\"b\":{\"dtype\":\"BF16\",\"shape\":[2],\"data_offsets\":[0,4]}}",
            12);
    Safetensors tensors = Safetensors.file(file);
    assertThat(tensors.names()).containsExactlyInAnyOrder("a", "b");
    StoredTensor a = tensors.get("a", 2, 1);
    assertThat(a.size()).isEqualTo(2);
    byte[] whole = Files.readAllBytes(file);
    ByteBuffer mapped = a.map(4, 4);
    for (int i = 0; i < 4; i++) {
      assertThat(mapped.get(i)).isEqualTo(whole[whole.length - 4 + i]);
    }
    assertThatThrownBy(() -> tensors.get("a", 1, 2))
        .isInstanceOf(KvlabException.class)
        .hasMessageContaining("tensor a has shape [2, 1], but config.json asks for [1, 2]");
    assertThatThrownBy(() -> tensors.get("c")).hasMessageContaining("lacks tensor c");
  }

  static Stream<Arguments> damaged() {
    String entry = "{\"t\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}";
    return Stream.of(
        Arguments.of(entry, 7, "tensor t claims bytes 0 to 8, but the file holds 7"),
        Arguments.of("{\"t\":", 0, "not valid JSON"),
        Arguments.of("[1,2]", 0, "not a JSON object"),
        Arguments.of("nonsense", 0, "not valid JSON"),
        Arguments.of(entry.replace("F32", "F31"), 8, "tensor t has the unknown dtype 'F31'"),
        Arguments.of(entry.replace("[2]", "[3]"), 8, "that is 12 bytes, but 8 are stored"),
        Arguments.of(entry.replace("[2]", "[-2]"), 8, "impossible dimension -2"),
        Arguments.of(entry.replace("[2]", "[2.5]"), 8, "impossible dimension 2.5"),
        Arguments.of(entry.replace("[2]", "2"), 8, "lacks a shape"),
        Arguments.of(
            entry.replace("[2]", "[4294967296,4294967296]"), 8, "has the impossible shape"),
        Arguments.of(
            entry.replace("[2]", "[99999999999999999999]"), 8, "has the impossible dimension"),
        Arguments.of(entry.replace("[0,8]", "[8,0]"), 8, "claims bytes 8 to 0"),
        Arguments.of(entry.replace("[0,8]", "[-8,0]"), 8, "impossible offset -8"),
        Arguments.of(entry.replace("[0,8]", "[0]"), 8, "lacks a shape or data_offsets"),
        Arguments.of(
            entry.replace("[0,8]", "[9223372036854775800,9223372036854775807]"),
            8,
            "claims bytes 9223372036854775800"),
        Arguments.of(entry + "{}", 8, "not valid JSON"),
        Arguments.of(
            "{\"t\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[0,1]},"
                + "\"t\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[1,2]}}",
            2,
            "not valid JSON"),
        Arguments.of(
            "{\"t\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]},"
                + "\"u\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[4,12]}}",
            12,
            "stores tensors t and u in overlapping places"));
  }

  @ParameterizedTest
  @MethodSource("damaged")
  void damagedHeadersAreRefused(String header, int dataBytes, String message) throws IOException {
    Path file = write(header, dataBytes);
    assertThatThrownBy(() -> Safetensors.file(file))
        .isInstanceOf(KvlabException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining(message);
  }

  @ParameterizedTest
  @MethodSource("lengths")
  void aHeaderLengthIsNeverBelieved(long length, String message) throws IOException {
    Path file = write("model.safetensors", length, "{}", 0);
    assertThatThrownBy(() -> Safetensors.file(file))
        .isInstanceOf(KvlabException.class)
        .hasMessageContaining(message);
  }

  static Stream<Arguments> lengths() {
    return Stream.of(
        Arguments.of(3L, "says its header has 3 bytes, but 2 follow"),
        Arguments.of(Long.MAX_VALUE, "says its header has 9223372036854775807 bytes"),
        Arguments.of(0L, "says its header has 0 bytes"));
  }

  @Test
  void emptyAndMissingFilesAreNamed() throws IOException {
    Path file = Files.write(folder.resolve("model.safetensors"), new byte[5]);
    assertThatThrownBy(() -> Safetensors.file(file)).hasMessageContaining("has 5 bytes");
    assertThatThrownBy(() -> Safetensors.file(folder.resolve("none.safetensors")))
        .hasMessageContaining("does not exist");
    assertThatThrownBy(() -> Safetensors.folder(folder.resolve("nowhere")))
        .hasMessageContaining("neither model.safetensors nor");
  }

  @Test
  void shardsMustHoldWhatTheIndexSays() throws IOException {
    String entry = "{\"t\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}";
    write("one.safetensors", -1, entry, 8);
    Path index = folder.resolve("model.safetensors.index.json");
    Files.writeString(index, "{\"weight_map\":{\"t\":\"one.safetensors\"}}");
    assertThat(Safetensors.folder(folder).get("t", 2).size()).isEqualTo(2);
    Files.writeString(
        index, "{\"weight_map\":{\"t\":\"one.safetensors\",\"u\":\"one.safetensors\"}}");
    assertThatThrownBy(() -> Safetensors.folder(folder))
        .hasMessageContaining("one.safetensors lacks tensor u");
    Files.writeString(index, "{\"weight_map\":{\"t\":\"two.safetensors\"}}");
    assertThatThrownBy(() -> Safetensors.folder(folder))
        .hasMessageContaining("two.safetensors does not exist");
    for (String outside : new String[] {"../one.safetensors", "/", "..", ".", "", "a\\u0000b"}) {
      Files.writeString(index, "{\"weight_map\":{\"t\":\"" + outside + "\"}}");
      assertThatThrownBy(() -> Safetensors.folder(folder))
          .isInstanceOf(KvlabException.class)
          .hasMessageContaining("names a shard outside the folder");
    }
    for (String broken : new String[] {"{}", "[]", "{\"weight_map\":7}", "{", ""}) {
      Files.writeString(index, broken);
      assertThatThrownBy(() -> Safetensors.folder(folder)).isInstanceOf(KvlabException.class);
    }
  }

  @Test
  void randomDamageNeverEndsInAnythingButASentence() throws IOException {
    Path file =
        write(
            "{\"a\":{\"dtype\":\"F32\",\"shape\":[2,1],\"data_offsets\":[4,12]},"
                + "\"b\":{\"dtype\":\"BF16\",\"shape\":[2],\"data_offsets\":[0,4]}}",
            12);
    byte[] good = Files.readAllBytes(file);
    Random random = new Random(7);
    int refused = 0;
    for (int round = 0; round < 3000; round++) {
      byte[] bad =
          java.util.Arrays.copyOf(good, round % 3 == 0 ? random.nextInt(good.length) : good.length);
      for (int flips = random.nextInt(4); flips >= 0 && bad.length > 0; flips--) {
        bad[random.nextInt(bad.length)] = (byte) random.nextInt(256);
      }
      Files.write(file, bad);
      try {
        Safetensors.file(file);
      } catch (KvlabException expected) {
        refused++;
        assertThat(expected.getMessage()).contains(file.toString());
      }
    }
    assertThat(refused).isGreaterThan(1500);
  }
}
