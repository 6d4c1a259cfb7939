package io.kvlab.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kvlab.manifest.Manifest;
import io.kvlab.task.catalog.Tasks;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RulerTest {
  private static final Tasks TASKS =
      new Tasks(Manifest.bundled(), new TaskOptions(List.of(), Map.of(), false));

  /** Counts words, so that lengths can be checked by eye. */
  private static PromptLength words(int tokens) {
    return new PromptLength(tokens, text -> text.split("\\s+").length, 7);
  }

  private static Task open(String name, int tokens) {
    return TASKS.open(name, words(tokens));
  }

  private static String context(Prompt prompt) {
    var span = prompt.spans(Region.Kind.CONTEXT).get(0);
    return prompt.text().substring(span.from(), span.to());
  }

  @ParameterizedTest
  @CsvSource({
    "ruler-niah-single, 400", "ruler-niah-single, 8000", "ruler-niah-multikey, 1000",
    "ruler-niah-uuid, 1000", "ruler-niah-multivalue, 1000", "ruler-variables, 1000",
    "ruler-common-words, 4000", "ruler-frequent-words, 1000"
  })
  void promptsAreAsLongAsFits(String name, int tokens) {
    Task task = open(name, tokens);
    assertThat(task.size()).isEqualTo(500);
    for (int i : new int[] {0, 1, 499}) {
      int all = words(tokens).count().applyAsInt(task.prompt(i, 0).text()) + task.maxNewTokens();
      assertThat(all).isLessThanOrEqualTo(tokens).isGreaterThan(tokens - 80);
    }
  }

  @Test
  void promptsAreMeasuredWithTheTokenizerOfTheModel() {
    Task task = TASKS.open("ruler-niah-single@1000").countedBy(text -> text.split("\\s+").length);
    int room = 1000 - task.maxNewTokens();
    assertThat(task.name()).isEqualTo("ruler-niah-single@1000");
    assertThat(task.prompt(3, 0).text().split("\\s+").length)
        .isBetween((int) Math.ceil(0.97 * room), room);
  }

  @Test
  void examplesDependOnIndexAndSeedAlone() {
    Task forward = open("ruler-niah-single", 500);
    Task backward = open("ruler-niah-single", 500);
    List<String> there = IntStream.range(0, 5).mapToObj(i -> forward.prompt(i, 0).text()).toList();
    List<String> back = new ArrayList<>();
    for (int i = 4; i >= 0; i--) {
      back.add(0, backward.prompt(i, 0).text());
    }
    assertThat(there).doesNotHaveDuplicates().isEqualTo(back);
    assertThat(
            TASKS
                .open("ruler-niah-single", new PromptLength(500, words(1).count(), 8))
                .prompt(0, 0)
                .text())
        .isNotEqualTo(there.get(0));
    assertThat(forward.provenance()).isEqualTo(backward.provenance());
    assertThat(forward.provenance()).isNotEqualTo(open("ruler-niah-single", 600).provenance());
  }

  @Test
  void aNameCanCarryTheLength() {
    Task task = TASKS.open("ruler-niah-single@600");
    assertThat(task.name()).isEqualTo("ruler-niah-single@600");
    assertThat(TASKS.open("ruler-niah-single").prompt(0, 0).text().length())
        .isGreaterThan(4 * task.prompt(0, 0).text().length());
    assertThat(PromptLength.estimated(1).count().applyAsInt("The grass is green.\n12345 a1-b"))
        .isEqualTo(1 + 1 + 1 + 1 + 1 + 1 + 1 + 2 + 1 + 1 + 1 + 1);
  }

  @Test
  void theNeedleIsInTheHaystackOnce() {
    Task task = open("ruler-niah-single", 900);
    Prompt prompt = task.prompt(3, 0);
    Matcher asked = Pattern.compile("number for ([a-z]+-[a-z]+) mentioned").matcher(prompt.text());
    assertThat(asked.find()).isTrue();
    List<String> needles =
        context(prompt).lines().filter(line -> line.startsWith("One of")).toList();
    assertThat(needles)
        .containsExactly(
            "One of the special magic numbers for %s is: %s."
                .formatted(asked.group(1), prompt.gold()));
    assertThat(task.score(3, " " + prompt.gold() + ".").value()).isEqualTo(1);
    assertThat(task.score(3, " 1234567").value()).isEqualTo(0);
  }

  /** Our lines, questions and golds against a file that RULER itself has made. */
  @Test
  void uuidNeedlesReadAsRulersOwnFileDoes() throws IOException {
    JsonNode row =
        new ObjectMapper()
            .readTree(
                Files.readAllLines(Shared.path("data/ruler/niah_multikey_3_4096.jsonl")).get(0));
    Prompt prompt = open("ruler-niah-uuid", 2000).prompt(0, 0);
    assertThat(shape(prompt.text())).isEqualTo(shape(row.get("input").asText()));
    assertThat(prompt.gold())
        .matches("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}");
  }

  /** A prompt with its identifiers blanked and repeated lines made one. */
  private static String shape(String text) {
    return text.replaceAll("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", "UUID")
        .lines()
        .distinct()
        .collect(Collectors.joining("\n"))
        .strip();
  }

  @Test
  void allValuesOfAKeyAreAskedForAndEachCounts() {
    Task task = open("ruler-niah-multivalue", 900);
    List<String> needles =
        context(task.prompt(0, 0)).lines().filter(line -> line.startsWith("One of")).toList();
    assertThat(needles).hasSize(4);
    List<String> values = needles.stream().map(n -> n.replaceAll(".*: (\\d+)\\.", "$1")).toList();
    assertThat(task.score(0, String.join(", ", values)).value()).isEqualTo(1);
    assertThat(task.score(0, values.get(2)).value()).isEqualTo(0.25);
  }

  @Test
  void followingTheAssignmentsLeadsToTheGoldAnswers() {
    Task task = open("ruler-variables", 900);
    for (int i = 0; i < 20; i++) {
      Map<String, String> values = new HashMap<>();
      for (String line : context(task.prompt(i, 0)).lines().toList()) {
        Matcher assignment = Pattern.compile("VAR (\\w+) = (?:VAR )?(\\w+)\\.").matcher(line);
        if (assignment.matches()) {
          String right = assignment.group(2);
          values.put(assignment.group(1), values.getOrDefault(right, right));
        }
      }
      assertThat(values).hasSize(5);
      assertThat(values.values()).containsOnly(values.values().iterator().next());
      assertThat(task.prompt(i, 0).text())
          .contains("assigned the value " + values.values().iterator().next() + " in");
      assertThat(task.score(i, String.join(" ", values.keySet())).value()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @CsvSource({"ruler-common-words, 4000, 10", "ruler-frequent-words, 1000, 3"})
  void countingTheWordsFindsTheGoldAnswers(String name, int tokens, int asked) {
    Task task = open(name, tokens);
    for (int i = 0; i < 5; i++) {
      Map<String, Long> counts =
          Pattern.compile("\\s+")
              .splitAsStream(context(task.prompt(i, 0)))
              .filter(word -> word.matches("[a-z-]+"))
              .collect(Collectors.groupingBy(word -> word, Collectors.counting()));
      List<Map.Entry<String, Long>> sorted =
          counts.entrySet().stream()
              .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
              .toList();
      List<String> most = sorted.stream().limit(asked).map(Map.Entry::getKey).toList();
      assertThat(sorted.get(asked - 1).getValue()).isGreaterThan(sorted.get(asked).getValue());
      assertThat(task.score(i, String.join(" ", most)).value()).isEqualTo(1);
    }
  }

  @Test
  void aContextThatIsTooShortIsRefusedWithBothNumbers() {
    assertThatThrownBy(() -> open("ruler-niah-single", 100).prompt(0, 0))
        .hasMessageMatching(".*needs a context of at least \\d+ tokens, not 100");
    assertThatThrownBy(() -> Shared.tasks().open("gsm8k", words(100)))
        .hasMessageContaining("have a length of their own");
  }
}
