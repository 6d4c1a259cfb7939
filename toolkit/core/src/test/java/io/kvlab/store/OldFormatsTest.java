package io.kvlab.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kvlab.plan.PlanJson;
import io.kvlab.report.Frames;
import io.kvlab.result.Detail;
import io.kvlab.result.Details;
import io.kvlab.result.ExampleRow;
import io.kvlab.result.RunRows;
import io.kvlab.summary.Summary;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A store of format 2 and a bundle of format 1 with the same runs, written by the kvlab of that
 * time, and what it answered from them: two metrics, likelihoods, text fidelity, a decode ratio at
 * the question, a failed example.
 */
class OldFormatsTest {
  /** The run of {@link SampleRows} among those of the bundled model. */
  private static final String SAMPLE = "20261128-8a1a4";

  @TempDir Path folder;
  private Path store;
  private Path bundle;

  @BeforeEach
  void unpack() throws IOException {
    store = folder.resolve("old");
    bundle = folder.resolve("old.zip");
    try (InputStream in = new GZIPInputStream(resource("store-format-2.kvlab.gz"))) {
      Files.copy(in, store);
    }
    try (InputStream in = resource("bundle-format-1.zip")) {
      Files.copy(in, bundle);
    }
  }

  private static InputStream resource(String name) {
    return Objects.requireNonNull(OldFormatsTest.class.getResourceAsStream(name));
  }

  @Test
  void aStoreOfFormat2AnswersAsItDid() throws Exception {
    try (RunStore old = RunStore.open(store)) {
      answersAsItDid(old);
      old.check();
      assertThat(old.kept(SAMPLE))
          .hasSize(41)
          .allSatisfy(
              (key, counts) ->
                  assertThat(counts.total())
                      .isEqualTo(row(old, key).measured().orElseThrow().cache().keptEntries()));
    }
  }

  private static ExampleRow row(RunStore store, RowKey key) {
    return store.rows(SAMPLE).stream()
        .filter(row -> RowKey.of(row).equals(key))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void aStoreOfFormat2TakesMoreRowsAndWhatRowsStateToday() {
    ExampleRow more =
        SampleRows.row(1, 7).with(Details.NONE.with(Detail.STORAGE, "int4").with(Detail.CUT, 12));
    try (RunStore old = RunStore.open(store)) {
      assertThat(old.begin(SampleRows.spec("today"), false).run().id()).isEqualTo(SAMPLE);
      assertThat(old.append(SAMPLE, List.of(SampleRows.row(0, 0), more))).isEqualTo(1);
    }
    try (RunStore again = RunStore.open(store)) {
      assertThat(again.rows(SAMPLE)).hasSize(43).contains(more);
      again.check();
    }
  }

  @Test
  void aBundleOfFormat1ArrivesAsItWas() throws Exception {
    try (RunStore target = RunStore.open(folder.resolve("target"));
        RunStore old = RunStore.open(store)) {
      assertThat(Bundle.read(target, bundle)).hasSize(5).allMatch(s -> s.contains("was imported"));
      answersAsItDid(target);
      for (Run run : old.list()) {
        assertThat(target.rows(run.id())).containsExactlyElementsOf(old.rows(run.id()));
      }
    }
  }

  private static void answersAsItDid(RunStore store) throws IOException {
    JsonNode answers;
    try (InputStream in = resource("store-format-2.answers.json")) {
      answers = new ObjectMapper().readTree(in);
    }
    assertThat(answers).hasSize(4);
    for (JsonNode answer : answers) {
      String id = answer.get("run").asText();
      Summary summary =
          Summary.of(
              List.of(new RunRows(id, store.rows(id))),
              PlanJson.read(store.show(id).spec().plan()).cells());
      JsonNode today = new ObjectMapper().readTree(Frames.json(summary, id));
      for (int cell = 0; cell < answer.get("summary").size(); cell++) {
        JsonNode then = answer.get("summary").get(cell);
        ObjectNode now = (ObjectNode) today.get("summary").get(cell);
        now.retain(then.properties().stream().map(Map.Entry::getKey).toList());
        assertThat(now).as(id).isEqualTo(then); // what later versions added has no counterpart
      }
    }
    assertThat(store.rows(SAMPLE)).containsExactlyElementsOf(SampleRows.rows(7, 0, 6));
  }

  /** The lines of the bundle are read here without kvlab. */
  @Test
  void everyValueOfAStoredRowIsWhereItsNewNameSays() throws Exception {
    Map<String, String> names =
        Map.of(
            "point", "at",
            "example", "index",
            "example_id", "id",
            "correct_units", "correct",
            "total_units", "units",
            "generated_tokens", "generated",
            "scored_tokens", "scored",
            "exposed_tokens", "exposed",
            "prefill_seconds", "prefill_s",
            "decode_seconds", "decode_s");
    Path today = folder.resolve("today.zip");
    try (RunStore old = RunStore.open(store)) {
      Bundle.write(old, old.list().stream().map(Run::id).toList(), today);
    }
    for (String run : List.of(SAMPLE, "20261128-j2xtv", "20261128-3z2re")) {
      List<JsonNode> before = lines(bundle, run);
      List<JsonNode> after = lines(today, run);
      assertThat(after).hasSameSizeAs(before);
      for (int i = 0; i < before.size(); i++) {
        JsonNode row = after.get(i);
        assertThat(row.has("run")).isFalse();
        for (Map.Entry<String, JsonNode> said : before.get(i).properties()) {
          String name = said.getKey();
          if (name.equals("other_metrics")) {
            JsonNode metrics = new ObjectMapper().readTree(said.getValue().asText());
            assertThat(row.path("others").size()).isEqualTo(metrics.size());
            metrics
                .properties()
                .forEach(
                    m -> assertThat(row.get("others").get(m.getKey())).isEqualTo(m.getValue()));
          } else if (!name.equals("run")) {
            assertThat(row.get(names.getOrDefault(name, name))).as(name).isEqualTo(said.getValue());
          }
        }
      }
    }
  }

  private static List<JsonNode> lines(Path bundle, String run) throws IOException {
    try (ZipFile zip = new ZipFile(bundle.toFile());
        InputStream in = zip.getInputStream(zip.getEntry("runs/" + run + ".jsonl"))) {
      ObjectMapper json = new ObjectMapper();
      List<JsonNode> rows = new java.util.ArrayList<>();
      for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n")) {
        rows.add(json.readTree(line));
      }
      return rows;
    }
  }
}
