package io.kvlab.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import io.kvlab.KvlabException;
import io.kvlab.model.checkpoint.DeviceMemory;
import io.kvlab.model.checkpoint.ModelConfig;
import io.kvlab.model.checkpoint.ModelOptions;
import io.kvlab.model.checkpoint.Precision;
import io.kvlab.testing.Shared;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ModelLoadingTest {
  @TempDir Path folder;

  /** A copy of a fixture whose single file can be changed. */
  private Path copyOf(String name) throws IOException {
    for (String file : new String[] {"config.json", "model.safetensors"}) {
      Files.copy(Shared.path("models/" + name).resolve(file), folder.resolve(file));
    }
    return folder;
  }

  @ParameterizedTest
  @CsvSource({
    // the stored format, held as it is, loses nothing
    "tiny-qwen3-bf16, BFLOAT16, 1e-4",
    "tiny-mistral-f16, FLOAT16, 1e-4",
    "tiny-llama3-bf16-sharded, BFLOAT16, 1e-4",
    // narrower than stored, it loses what its mantissa cannot hold
    "tiny-qwen2-f32, FLOAT16, 0.15",
    "tiny-qwen2-f32, BFLOAT16, 1.5"
  })
  void narrowWeightsAreWidenedAsTheyAreUsed(String name, Precision precision, float tolerance) {
    int[] prompt = IntStream.range(3, 40).toArray();
    Path path = Shared.path("models/" + name);
    try (Model wide = Model.load(path, ModelOptions.cpu().withPrecision(Precision.FLOAT32));
        Model narrow = Model.load(path, ModelOptions.cpu().withPrecision(precision));
        Prefill expected = wide.prefill(List.of(prompt), Set.of(), 0);
        Prefill actual = narrow.prefill(List.of(prompt), Set.of(), 0)) {
      float[] a = actual.logits().of(0, 0);
      float[] b = expected.logits().of(0, 0);
      for (int v = 0; v < a.length; v++) {
        assertThat(a[v]).isCloseTo(b[v], within(tolerance));
      }
      assertThat(narrow.bytes()).isLessThan(wide.bytes());
      ModelConfig config = wide.config();
      // an output matrix that is the embedding is packed beside it
      long tied = config.tiedEmbeddings() ? (long) config.vocabulary() * config.hiddenSize() : 0;
      assertThat(wide.bytes()).isEqualTo(4 * (config.parameters() + tied));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "tiny-llama3-bf16-sharded",
        "tiny-mistral-f16",
        "tiny-qwen2-f32",
        "tiny-qwen3-bf16"
      })
  void readingInPiecesEqualsReadingAtOnce(String name) {
    // 60 tokens reach far beyond the sliding window of 16
    int[] prompt = IntStream.range(0, 60).map(i -> 3 + (i * 37) % 150).toArray();
    try (Model model = Model.load(Shared.path("models/" + name), ModelOptions.cpu());
        Prefill whole = model.prefill(List.of(prompt), Set.of(), 0);
        Prefill begun =
            model.prefill(
                List.of(Arrays.copyOf(prompt, 21), Arrays.copyOf(prompt, 9)), Set.of(), 0)) {
      model
          .forward(
              begun.cache(),
              List.of(Arrays.copyOfRange(prompt, 21, 55), Arrays.copyOfRange(prompt, 9, 56)))
          .close();
      float[] expected = whole.logits().of(0, 0);
      for (int step = 0; step < 5; step++) {
        int[] next = {55 + step, Math.min(56 + step, 59)};
        if (step == 4) {
          begun.cache().truncate(new int[] {59, 59});
        }
        try (Logits logits =
            model.forward(
                begun.cache(), List.of(new int[] {prompt[next[0]]}, new int[] {prompt[next[1]]}))) {
          for (int sequence = 0; sequence < 2; sequence++) {
            if (next[sequence] == 59) {
              float[] actual = logits.of(sequence, 0);
              for (int v = 0; v < actual.length; v++) {
                assertThat(actual[v]).isCloseTo(expected[v], within(2e-3f));
              }
            }
          }
        }
      }
    }
  }

  @Test
  void aWeightThatIsNoNumberIsNamed() throws IOException {
    Path file = copyOf("tiny-qwen2-f32").resolve("model.safetensors");
    byte[] bytes = Files.readAllBytes(file);
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putFloat(bytes.length - 4, Float.NaN);
    Files.write(file, bytes);
    assertThatThrownBy(() -> Model.load(folder, ModelOptions.cpu()).close())
        .isInstanceOf(KvlabException.class)
        .hasMessageContaining("model.safetensors: tensor ")
        .hasMessageContaining("not finite numbers");
  }

  @Test
  void aCheckpointUnlikeItsConfigIsRefused() throws IOException {
    Path config = copyOf("tiny-qwen2-f32").resolve("config.json");
    String good = Files.readString(config);
    Files.writeString(
        config, good.replace("\"intermediate_size\": 96", "\"intermediate_size\": 95"));
    assertThatThrownBy(() -> Model.load(folder, ModelOptions.cpu()).close())
        .hasMessageContaining("has shape [96, 64], but config.json asks for [95, 64]");
    Files.writeString(config, good.replace("\"num_hidden_layers\": 3", "\"num_hidden_layers\": 4"));
    assertThatThrownBy(() -> Model.load(folder, ModelOptions.cpu()).close())
        .hasMessageContaining("lacks tensor model.layers.3.input_layernorm.weight");
    Files.writeString(
        config, good.replace("\"tie_word_embeddings\": true", "\"tie_word_embeddings\": false"));
    assertThatThrownBy(() -> Model.load(folder, ModelOptions.cpu()).close())
        .hasMessageContaining("lacks tensor lm_head.weight");
  }

  /** config.json ties them, but the file holds a trained output matrix. */
  @Test
  void anOutputMatrixUnlikeTheEmbeddingIsUsedAndSaidSo() throws IOException {
    Path plain = Shared.path("models/tiny-qwen2-f32");
    Path file = copyOf("tiny-qwen2-f32").resolve("model.safetensors");
    byte[] stored = Files.readAllBytes(file);
    ByteBuffer whole = ByteBuffer.wrap(stored).order(ByteOrder.LITTLE_ENDIAN);
    int length = (int) whole.getLong(0);
    var header =
        (com.fasterxml.jackson.databind.node.ObjectNode)
            new com.fasterxml.jackson.databind.ObjectMapper()
                .readTree(new String(stored, 8, length, java.nio.charset.StandardCharsets.UTF_8));
    var embedding = header.get("model.embed_tokens.weight");
    long from = embedding.get("data_offsets").get(0).asLong();
    int bytes = (int) (embedding.get("data_offsets").get(1).asLong() - from);
    long end = stored.length - 8L - length;
    var output = embedding.<com.fasterxml.jackson.databind.node.ObjectNode>deepCopy();
    output.putArray("data_offsets").add(end).add(end + bytes);
    header.set("lm_head.weight", output);
    byte[] text = header.toString().getBytes(java.nio.charset.StandardCharsets.UTF_8);
    byte[] padded = Arrays.copyOf(text, (text.length + 7) / 8 * 8);
    Arrays.fill(padded, text.length, padded.length, (byte) ' ');
    ByteBuffer fresh =
        ByteBuffer.allocate(8 + padded.length + (int) end + bytes).order(ByteOrder.LITTLE_ENDIAN);
    fresh.putLong(padded.length).put(padded).put(stored, 8 + length, (int) end);
    for (int i = 0; i < bytes; i += 4) {
      fresh.putFloat(-whole.getFloat(8 + length + (int) from + i));
    }
    Files.write(file, fresh.array());
    int[] prompt = IntStream.range(3, 40).toArray();
    try (Model tied = Model.load(plain, ModelOptions.cpu());
        Model untied = Model.load(folder, ModelOptions.cpu());
        Prefill expected = tied.prefill(List.of(prompt), Set.of(), 0);
        Prefill actual = untied.prefill(List.of(prompt), Set.of(), 0)) {
      float[] a = actual.logits().of(0, 0);
      float[] b = expected.logits().of(0, 0);
      for (int v = 0; v < a.length; v++) {
        assertThat(a[v]).isCloseTo(-b[v], within(1e-4f));
      }
      assertThat(tied.notes()).isEmpty();
      assertThat(untied.notes())
          .hasSize(1)
          .allSatisfy(note -> assertThat(note).contains("lm_head.weight is used"));
    }
  }

  /** As transformers does, index or not. */
  @Test
  void aSingleFileBesideShardsIsReadAndSaidSo() throws IOException {
    copyOf("tiny-qwen2-f32");
    Files.writeString(
        folder.resolve("model.safetensors.index.json"),
        "{\"weight_map\": {\"x\": \"model-00001-of-00001.safetensors\"}}");
    try (Model model = Model.load(folder, ModelOptions.cpu())) {
      assertThat(model.notes())
          .hasSize(1)
          .allSatisfy(note -> assertThat(note).contains("the single file is read"));
    }
  }

  @Test
  void whatDoesNotFitIsRefusedWithBothNumbers() {
    assertThatThrownBy(
            () ->
                DeviceMemory.require(
                    16_060_000_000L, "bfloat16", Device.gpu(), OptionalLong.of(8_000_000_000L)))
        .isInstanceOf(KvlabException.class)
        .hasMessageContaining("16.06 GB in bfloat16")
        .hasMessageContaining("the GPU has 8.00 GB");
    DeviceMemory.require(5, "float32", Device.cpu(), OptionalLong.of(6));
    assertThat(DeviceMemory.free(Device.cpu())).isPresent();
  }

  /** Resident memory of this process, in bytes. */
  private static long resident() throws IOException {
    return Files.readAllLines(Path.of("/proc/self/status")).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void closedCachesGiveTheirMemoryBack() throws IOException {
    try (Model model = Model.load(Shared.path("models/tiny-qwen3-bf16"), ModelOptions.cpu())) {
      int[] prompt = IntStream.range(0, 4096).map(i -> 3 + i % 150).toArray();
      long size = 0;
      long before = 0;
      for (int round = 0; round < 12; round++) {
        if (round == 2) {
          before = resident(); // libraries and pools are warm
        }
        try (Prefill prefill = model.prefill(List.of(prompt, prompt, prompt), Set.of(), 0)) {
          size = prefill.cache().bytes();
        }
      }
      assertThat(size).isEqualTo(3L * 4096 * 3 * 2 * 2 * 32 * 4);
      // ten more caches of 19 MB each came and went
      assertThat(resident() - before).isLessThan(5 * size);
    }
  }
}
