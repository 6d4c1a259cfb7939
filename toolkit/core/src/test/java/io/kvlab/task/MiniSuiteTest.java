package io.kvlab.task;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kvlab.manifest.Manifest;
import io.kvlab.task.catalog.Tasks;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MiniSuiteTest {
  private static Task open(String suite) {
    return new Tasks(Manifest.bundled(), new TaskOptions(List.of(), Map.of(), false))
        .open(suite + "-mini");
  }

  private static JsonNode item(String suite, int index) throws IOException {
    try (InputStream in = Manifest.resource("mini/" + suite + "-mini.jsonl").orElseThrow()) {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return new ObjectMapper().readTree(text.lines().skip(index).findFirst().orElseThrow());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "facts",
        "sense",
        "gsm",
        "code",
        "guard",
        "needle",
        "longgen",
        "icl",
        "facts-open",
        "sense-open"
      })
  void aPromptIsPrefixShotsAndQuestionAndItsOwnAnswerScoresOne(String suite) throws IOException {
    Task task = open(suite);
    assertThat(task.size()).isEqualTo(210);
    for (int i = 0; i < task.size(); i += 7) {
      JsonNode item = item(suite, i);
      StringBuilder expected = new StringBuilder(item.get("prefix").asText());
      item.get("shots").forEach(shot -> expected.append(shot.asText()));
      expected.append(item.get("question").asText());

      Prompt prompt = task.prompt(i, task.defaultShots());

      assertThat(prompt.text()).isEqualTo(expected.toString());
      assertThat(prompt.id()).isEqualTo(item.get("id").asText());
      String answer = item.get("answer").asText();
      assertThat(task.score(i, answer + "\n\nand what a model may write after that").value())
          .isEqualTo(1);
      assertThat(task.score(i, " no such answer").value()).isEqualTo(0);
    }
  }

  @Test
  void everyAnswerOfALongGenerationIsScoredByItself() throws IOException {
    Task task = open("longgen");
    Score whole = task.score(1, item("longgen", 1).get("answer").asText());
    String answers =
        "Answer_1: Ann: 21 - 6 = 15. The answer is 15.\n"
            + "Answer_2: Bob: 19 + 23 = 42.\n"
            + "Answer_4: Eve: 16 + 9 = 25. The answer is 25.";
    Score score = task.score(1, answers);
    assertThat(score.units())
        .extracting(u -> u.extracted().orElse("none"))
        .startsWith("15", "none", "none", "25")
        .hasSize(whole.units().size());
  }

  @Test
  void theHaystackIsContextAndTilesIntoSentences() throws IOException {
    Prompt prompt = open("needle").prompt(0, 0);
    assertThat(prompt.shots()).isEmpty();
    int context = prompt.spans(Region.Kind.CONTEXT).get(0).to();
    String haystack = prompt.text().substring(0, context);
    List<String> sentences =
        Segments.sentences(haystack).stream()
            .map(s -> haystack.substring(s.from(), s.to()))
            .toList();
    assertThat(sentences.stream().collect(Collectors.joining())).isEqualTo(haystack);
    String needle = item("needle", 0).get("answer").asText();
    assertThat(sentences).contains("The secret code is" + needle + ". ");
  }
}
