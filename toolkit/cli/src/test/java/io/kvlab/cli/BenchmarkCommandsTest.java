package io.kvlab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code data}, {@code score}, {@code report} and {@code run --again}, in the documented forms. */
class BenchmarkCommandsTest {
  @TempDir Path folder;

  private record Ended(int code, String out, String err) {
    JsonNode json() throws IOException {
      return new JsonMapper().readTree(out);
    }
  }

  private Ended kvlab(String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--store", folder.resolve("runs.db").toString(), "--device", "cpu"));
    PrintStream out = System.out;
    PrintStream err = System.err;
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    ByteArrayOutputStream noted = new ByteArrayOutputStream();
    try {
      System.setOut(new PrintStream(said, true, StandardCharsets.UTF_8));
      System.setErr(new PrintStream(noted, true, StandardCharsets.UTF_8));
      int code = Main.execute(all.toArray(String[]::new));
      return new Ended(
          code, said.toString(StandardCharsets.UTF_8), noted.toString(StandardCharsets.UTF_8));
    } finally {
      System.setOut(out);
      System.setErr(err);
    }
  }

  @Test
  void dataShowGivesIdPromptGoldAndTheShotsCharacters() throws IOException {
    Ended ended = kvlab("data", "show", "gsm-mini", "1", "--shots", "2", "--format", "json");
    JsonNode shown = ended.json();
    assertThat(ended.code()).isZero();
    assertThat(shown.properties().stream().map(p -> p.getKey()))
        .containsExactly("id", "prompt", "gold", "shots");
    assertThat(shown.get("shots")).hasSize(2);
    String prompt = shown.get("prompt").textValue();
    for (JsonNode shot : shown.get("shots")) {
      assertThat(prompt.substring(shot.get(0).intValue(), shot.get(1).intValue()))
          .startsWith("Q:")
          .contains("The answer is")
          .endsWith("\n\n");
    }
    assertThat(kvlab("data", "show", "gsm-mini", "1", "--shots", "2", "--json").out())
        .isEqualTo(ended.out());
    Ended plain = kvlab("data", "show", "gsm-mini", "1", "--shots", "2");
    assertThat(plain.out()).isEqualTo(prompt + System.lineSeparator());
    assertThat(plain.err()).contains("gold:  " + shown.get("gold").textValue());
  }

  @Test
  void completionsMadeElsewhereAreScored() throws IOException {
    JsonNode first = kvlab("data", "show", "gsm-mini", "0", "--json").json();
    JsonNode second = kvlab("data", "show", "gsm-mini", "1", "--json").json();
    Path file = folder.resolve("completions.jsonl");
    JsonMapper json = new JsonMapper();
    Files.writeString(
        file,
        json.createObjectNode()
                .put("index", 0)
                .put("text", " The answer is " + first.get("gold").asText() + ".")
            + "\n"
            + json.createObjectNode()
                .put("index", 1)
                .put("text", " " + second.get("gold").asText() + " or so")
            + "\n"
            + json.createObjectNode().put("index", 2).put("text", "no idea")
            + "\n");
    JsonNode cell =
        kvlab("score", "gsm-mini", "--completions", file.toString(), "--format", "json")
            .json()
            .at("/summary/0");
    assertThat(cell.get("n").intValue()).isEqualTo(3);
    assertThat(cell.get("score").doubleValue()).isEqualTo(1 / 3.0);
    assertThat(cell.get("strict").doubleValue()).isEqualTo(1 / 3.0);
    assertThat(cell.get("flexible").doubleValue()).isEqualTo(2 / 3.0);
    Files.writeString(file, "{\"index\": 0}\n");
    Ended wrong = kvlab("score", "gsm-mini", "--completions", file.toString());
    assertThat(wrong.code()).isEqualTo(2);
    assertThat(wrong.err()).contains("line 1: expected {\"index\": N, \"text\": \"...\"}");
  }

  @Test
  void aRunIsRepeatedToIdenticalRowsAndReportedBesideTheStudy() throws IOException {
    String statement = "compress snapkv, streamingllm ratio 0.2 on gsm-mini with nano limit 2";
    String run = kvlab(statement, "--format", "json").json().get("run").textValue();
    String again = kvlab("run", "--again", run, "--format", "json").json().get("run").textValue();
    assertThat(again).isNotEqualTo(run);
    assertThat(rows(again)).isEqualTo(rows(run));

    JsonNode report = kvlab("report", "paper", run, again, "--format", "json").json();
    assertThat(report.get("models").textValue()).startsWith("nano is not a model of the paper");
    assertThat(report.get("observations")).hasSize(6);
    for (JsonNode observation : report.get("observations")) {
      assertThat(observation.get("verdict").textValue())
          .isIn("supports", "contradicts", "cannot tell");
    }
    Path page = folder.resolve("paper.html");
    assertThat(kvlab("report", "paper", run, "--to", page.toString()).code()).isZero();
    assertThat(page).content().contains("Shorter prompts are more fragile.");
    assertThat(kvlab("report", "paper", "no-such-run").code()).isEqualTo(2);
  }

  /** Example rows without what differs from one sitting to the next: run and times. */
  private List<String> rows(String run) throws IOException {
    Path file = folder.resolve(run + ".jsonl");
    kvlab("runs", "export", file.toString(), run);
    List<String> rows = new ArrayList<>();
    for (String line : Files.readAllLines(file)) {
      var row = (com.fasterxml.jackson.databind.node.ObjectNode) new JsonMapper().readTree(line);
      row.remove(List.of("run", "prefill_s", "decode_s"));
      rows.add(row.toString());
    }
    assertThat(rows).hasSize(6);
    return rows;
  }

  @Test
  void theSweepBenchmarkSaysWhatWasMeasuredWhere() throws IOException {
    Ended ended =
        kvlab(
            "bench",
            "sweep",
            "-q",
            "--examples",
            "2",
            "--naive",
            "1",
            "--tasks",
            "facts-mini",
            "--no-mechanisms",
            "--format",
            "json");
    assertThat(ended.err()).isEmpty();
    JsonNode report = ended.json();
    assertThat(report.path("bench").asText()).isEqualTo("sweep");
    assertThat(report.path("facts").path("device").asText()).contains("cpu");
    assertThat(report.path("facts").path("model").asText()).isEqualTo("nano");
    assertThat(report.path("rows")).hasSize(2);
    assertThat(report.path("rows").path(1).path("times_planned").asDouble()).isGreaterThan(1);
  }

  @Test
  void mechanismsThatAreSwitchedOffByAFlagChangeNoAnswer() throws IOException {
    String statement = "compress snapkv, streamingllm ratio 0.3, 0.6 on gsm-mini with nano limit 2";
    JsonNode all = kvlab(statement, "-q", "--format", "json").json();
    JsonNode without =
        kvlab(statement, "-q", "--format", "json", "--fresh", "--without", "verify,shared-cache")
            .json();
    assertThat(without.path("summary")).hasSize(5);
    for (int row = 0; row < 5; row++) {
      for (String column : List.of("policy", "ratio", "n", "score", "kept", "kv_bytes")) {
        assertThat(without.path("summary").path(row).path(column))
            .isEqualTo(all.path("summary").path(row).path(column));
      }
    }
    assertThat(kvlab(statement, "--without", "vrify").err())
        .startsWith("kvlab: There is no mechanism 'vrify'. Did you mean 'verify'?");
  }
}
