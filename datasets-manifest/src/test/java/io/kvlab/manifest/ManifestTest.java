package io.kvlab.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvlab.manifest.internal.SchemaCheck;
import io.kvlab.manifest.internal.YamlTree;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ManifestTest {
  private static final String ADDING =
      """
      datasets:
        sums:
          title: Sums of two numbers
          capability: arithmetic reasoning
          version: 1
          licence: own
          source: mine
          splits:
            test: {files: [sums.jsonl]}
          prompt: {question: "{a} + {b} ="}
          gold: "{sum}"
          max_tokens: 8
          score: {metric: number}
      """;

  @TempDir Path folder;

  private Manifest with(String yaml) throws IOException {
    Path file = folder.resolve("my.yaml");
    Files.writeString(file, yaml);
    return Manifest.bundledAnd(List.of(file));
  }

  @ParameterizedTest
  @ValueSource(strings = {"datasets.yaml", "models.yaml"})
  void bundledFilesKeepTheSchema(String name) throws IOException {
    try (var in = Manifest.resource(name).orElseThrow()) {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      SchemaCheck.check(YamlTree.parse(name, text));
    }
  }

  @Test
  void bundledEntriesAreCompleteAndPinned() {
    Manifest manifest = Manifest.bundled();
    assertThat(manifest.datasets().keySet())
        .contains(
            "gsm8k",
            "mmlu",
            "commonsenseqa",
            "humaneval",
            "advbench-50",
            "jailbreakv",
            "longgenbench-gsm8k",
            "longgenbench-mmlu",
            "longbench-hotpotqa",
            "needle-mini");
    assertThat(manifest.models().keySet())
        .containsExactly(
            "llama3-8b",
            "llama3-8b-base",
            "llama3.2-1b",
            "mistral-7b",
            "nano",
            "qwen2.5-7b",
            "qwen3-4b",
            "r1-distill-llama-8b",
            "smollm2-135m",
            "stories260k");
    assertThat(manifest.models().values())
        .filteredOn(m -> m.repository().isPresent())
        .allMatch(m -> m.revision().matches("[0-9a-f]{40}"));
    assertThat(manifest.model("llama3-8b").orElseThrow().memoryBytes()).isEqualTo(15317L << 20);
  }

  @Test
  void aUserAddsADatasetByYamlAlone() throws IOException {
    Manifest manifest = with(ADDING);
    Dataset sums = manifest.dataset("sums").orElseThrow();
    assertThat(sums.version()).isEqualTo("1");
    assertThat(sums.splits().values().iterator().next().format()).isEqualTo(Split.Format.JSONL);
    assertThat(manifest.datasets()).containsKey("gsm8k");
  }

  @Test
  void wordsThatYamlTakesForBooleansStayText() throws IOException {
    Dataset sums =
        with(ADDING.replace("title: Sums of two numbers", "title: no"))
            .dataset("sums")
            .orElseThrow();
    assertThat(sums.title()).isEqualTo("no");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "prompt: {  | promt: {   | line 10 (datasets/sums/promt): there is no key 'promt' here; did you mean 'prompt'?",
        "gold:      | golden:    | line 11 (datasets/sums/golden): there is no key 'golden' here; did you mean 'gold'?",
        "gold:      | answer_is: | line 11 (datasets/sums/answer_is): there is no key 'answer_is' here; the keys are: title,",
        "metric: number | metric: bleu | line 13 (datasets/sums/score/metric): this must be one of: exact, number,",
        "metric: number | ignore: x | line 13 (datasets/sums/score): 'metric' is missing",
        "max_tokens: 8 | max_tokens: many | line 12 (datasets/sums/max_tokens): a whole number is expected here",
        "max_tokens: 8 | max_tokens: 0 | line 12 (datasets/sums/max_tokens): the number must be at least 1",
        "{files: [sums.jsonl]} | [sums.jsonl] | line 9 (datasets/sums/splits/test): a mapping (key: value) is expected here",
        "{files: [sums.jsonl]} | {files: [sums.txt]} | line 9 (datasets/sums/splits/test): say the 'format' of the files",
        "test: {files | dev: {files | line 2 (datasets/sums): there is no split 'test' to evaluate",
        "sums:      | Sums Of:   | a name is made of small letters, digits",
        "metric: number} | metric: number, extract: {a: {pattern: '('}}} | line 13 (datasets/sums/score/extract/a/pattern): not a regular expression",
        "gold: | shots: {default: 2}#: | say where the shots come from with exactly one of",
        "gold: | stops: [a#: | line 12: this is not YAML: ",
        "licence: own | title: again | line 6: 'title' stands here a second time",
        "datasets: | data: | line 1 (data): there is no key 'data' here; the keys are: datasets, models",
      })
  void mistakesAreNamedWithFileLineAndPlace(String before, String after, String message) {
    String yaml = ADDING.replace(before.strip(), after.strip().replace("#:", "\n    gold:"));
    assertThatThrownBy(() -> with(yaml))
        .isInstanceOf(ManifestException.class)
        .hasMessageStartingWith(folder.resolve("my.yaml").toString())
        .hasMessageContaining(message);
  }

  @Test
  void aYamlBombIsRefused() {
    StringBuilder bomb = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for (int i = 1; i < 10; i++) {
      String before = "*a" + (i - 1);
      bomb.append(
          "a%d: &a%d [%s]\n"
              .formatted(i, i, String.join(", ", java.util.Collections.nCopies(10, before))));
    }
    assertThatThrownBy(() -> with(bomb.toString()))
        .isInstanceOf(ManifestException.class)
        .hasMessageContaining("unfold its aliases");
    assertThatThrownBy(() -> with("datasets: &d\n  x: *d\n"))
        .isInstanceOf(ManifestException.class)
        .hasMessageContaining("contains itself");
    assertThatThrownBy(() -> with("a: " + "[".repeat(5000))).isInstanceOf(ManifestException.class);
    assertThatThrownBy(() -> with("datasets: !!javax.script.ScriptEngineManager [x]\n"))
        .isInstanceOf(ManifestException.class);
  }

  @Test
  void aFileThatIsNotThereOrNotTextIsNamed() throws IOException {
    assertThatThrownBy(() -> Manifest.bundledAnd(List.of(folder.resolve("none.yaml"))))
        .hasMessageContaining("none.yaml: the manifest cannot be read");
    Path latin = folder.resolve("latin.yaml");
    Files.write(latin, new byte[] {'a', ':', ' ', (byte) 0xe9});
    assertThatThrownBy(() -> Manifest.bundledAnd(List.of(latin))).hasMessageContaining("not UTF-8");
  }
}
