package io.kvlab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.kvlab.manifest.Manifest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What a command prints where, and with which exit code it ends. */
@Tag("locale")
class CommandLineTest {
  private static final Pattern WORD = Pattern.compile("'[^']*'|\"[^\"]*\"|\\S+");
  private static final List<String> SUMMARY =
      List.of(
          "model",
          "task",
          "capability",
          "policy",
          "ratio",
          "kept",
          "exposed",
          "shots",
          "n",
          "score",
          "ci_low",
          "ci_high",
          "baseline",
          "drop",
          "relative_drop",
          "p_value",
          "kv_bytes",
          "tokens_per_s",
          "no_answer",
          "run");

  @TempDir Path store;

  private record Ended(int code, String out, String err) {}

  private Ended kvlab(String... arguments) {
    List<String> all = new ArrayList<>(List.of("--store", store.toString()));
    all.addAll(List.of(arguments));
    PrintStream out = System.out;
    PrintStream err = System.err;
    ByteArrayOutputStream outBytes = new ByteArrayOutputStream();
    ByteArrayOutputStream errBytes = new ByteArrayOutputStream();
    try {
      System.setOut(new PrintStream(outBytes, true, StandardCharsets.UTF_8));
      System.setErr(new PrintStream(errBytes, true, StandardCharsets.UTF_8));
      int code = Main.execute(all.toArray(String[]::new));
      return new Ended(
          code,
          outBytes.toString(StandardCharsets.UTF_8),
          errBytes.toString(StandardCharsets.UTF_8));
    } finally {
      System.setOut(out);
      System.setErr(err);
    }
  }

  @ParameterizedTest
  @MethodSource("wrongCommands")
  void aWrongCommandIsAnsweredWithOneSentenceAndExitCodeTwo(String command, String sentence) {
    List<String> words = new ArrayList<>();
    Matcher word = WORD.matcher(command);
    while (word.find()) {
      words.add(word.group().replaceFirst("^'(.*)'$", "$1"));
    }
    Ended ended = kvlab(words.toArray(String[]::new));
    assertThat(ended.err().lines().findFirst()).contains("kvlab: " + sentence);
    assertThat(ended.code()).isEqualTo(2);
    assertThat(ended.out()).isEmpty();
    assertThat(ended.err()).doesNotContain("\tat ");
  }

  static Stream<Arguments> wrongCommands() throws IOException {
    try (InputStream in = CommandLineTest.class.getResourceAsStream("wrong-commands.txt")) {
      List<String> lines =
          new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8)
              .lines()
              .toList();
      List<Arguments> table = new ArrayList<>();
      for (int i = 0; i < lines.size(); i += 2) {
        table.add(Arguments.of(lines.get(i), lines.get(i + 1).strip()));
      }
      return table.stream();
    }
  }

  @Test
  void aRefusedStatementLeavesNoRunBehind() {
    assertThat(kvlab("compress snapkv ratio 0.5 on gsm-mini with nano shots 99").code())
        .isEqualTo(2);
    assertThat(kvlab("runs").out()).contains("0 rows");
  }

  @Test
  void textsThatCannotBeReadAreRefused() throws IOException {
    Path empty = Files.writeString(store.resolve("empty.txt"), "");
    Path binary =
        Files.write(store.resolve("binary.txt"), new byte[] {(byte) 0xff, 0, (byte) 0xfe});
    for (Path file : List.of(empty, binary)) {
      Ended ended = kvlab("compress snapkv ratio 0.5 on \"" + file + "\" with nano");
      assertThat(ended.code()).isEqualTo(2);
      assertThat(ended.err()).startsWith("kvlab: " + file);
    }
  }

  @Test
  void jsonOfAQueryIsOneDocumentWithTheColumnsInTheirOrder() throws IOException {
    Ended ended =
        kvlab(
            "--format",
            "json",
            "compress snapkv, streamingllm ratio 0.5 at question on facts-mini with nano limit 2");
    assertThat(ended.code()).isZero();
    JsonNode document = new JsonMapper().readTree(ended.out());
    List<String> columns = new ArrayList<>();
    document.path("summary").path(1).fieldNames().forEachRemaining(columns::add);
    assertThat(columns.subList(0, SUMMARY.size())).isEqualTo(SUMMARY);
    assertThat(document.path("summary")).hasSize(3);
    assertThat(document.path("run").asText()).isNotEmpty();
    for (JsonNode row : document.path("summary")) {
      boolean full = row.path("policy").asText().equals("full");
      assertThat(row.path("exposed").asDouble() > 0).isEqualTo(!full);
      assertThat(row.path("kept").asDouble() < 1).isEqualTo(!full);
    }
  }

  @Test
  void generateSaysWhatWasKeptAndTheLogitsBehindThePrompt() throws IOException {
    Ended ended =
        kvlab(
            "generate",
            "--model",
            "nano",
            "--text",
            "Once upon a time there was",
            "--policy",
            "streamingllm",
            "--capacity",
            "5",
            "--max",
            "4",
            "--logits",
            "--format",
            "json");
    assertThat(ended.code()).isZero();
    JsonNode document = new JsonMapper().readTree(ended.out());
    assertThat(document.path("prompt_ids").size()).isGreaterThan(5);
    document.path("kept").forEach(layer -> layer.forEach(n -> assertThat(n.asInt()).isEqualTo(5)));
    int best = 0;
    for (int i = 0; i < document.path("logits").size(); i++) {
      boolean better =
          document.path("logits").path(i).asDouble()
              > document.path("logits").path(best).asDouble();
      best = better ? i : best;
    }
    assertThat(document.path("ids").path(0).asInt()).isEqualTo(best);
  }

  @Test
  void aStatementNeedsNoQuotesEvenWhereItsWordsAreCommands() {
    assertThat(kvlab("show", "models", "--format", "csv").out()).startsWith("model,what,");
    assertThat(kvlab("--format", "csv", "show", "runs").out()).startsWith("run,statement,");
    assertThat(kvlab("runs", "--format=csv").out()).startsWith("run,statement,");
  }

  @Test
  void aPolicyWithoutARuleForGeneratedTokensKeepsThemAndSaysSo() {
    Ended ended =
        kvlab(
            "compress ada(snapkv), h2o ratio 0.2 decode ratio 0.5 on longgen-mini with nano limit 1"
                + " max 8");
    assertThat(ended.code()).isZero();
    assertThat(ended.err())
        .contains(
            "note: 'decode ratio' does not act on ada(snapkv(window=32, kernel=5, pooling=avg,"
                + " group=mean), floor=0.2, normalize=true): such a policy keeps every generated"
                + " token.");
    assertThat(ended.out()).contains("ratio 0.5");
  }

  @Test
  void aModelAndATextGivenByPathAreCalledByTheirLastPart() throws IOException {
    Path text = Files.writeString(store.resolve("an essay.txt"), "Leo has 29 cards. ".repeat(200));
    Path model = Files.createDirectory(store.resolve("my-model"));
    for (String file : List.of("config.json", "tokenizer.json", "model.safetensors")) {
      try (InputStream in = Manifest.resource("models/nano/" + file).orElseThrow()) {
        Files.copy(in, model.resolve(file));
      }
    }
    String statement =
        "compress streamingllm ratio 0.5 on \"%s\" with \"%s\" context 32 continuation 8 windows 2"
            .formatted(text, model);
    Ended ended = kvlab("--format", "json", statement);
    JsonNode document = new JsonMapper().readTree(ended.out());
    assertThat(document.path("summary").path(0).path("model").asText()).isEqualTo("my-model");
    assertThat(document.path("summary").path(0).path("task").asText()).isEqualTo("an essay.txt");
    assertThat(kvlab("runs", "show", document.path("run").asText(), "--format", "json").out())
        .contains("my-model");
  }
}
