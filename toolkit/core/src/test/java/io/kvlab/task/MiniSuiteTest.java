package io.kvlab.task;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kvlab.manifest.Manifest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MiniSuiteTest {
  private static Task open(String suite) {
    Path file = Shared.path("prototypes/nano/data/" + suite + ".jsonl");
    return new Tasks(Manifest.bundled(), Shared.options().withFile(suite + "-mini", file))
        .open(suite + "-mini");
  }

  private static JsonNode item(String suite, int index) throws IOException {
    Path file = Shared.path("prototypes/nano/data/" + suite + ".jsonl");
    return new ObjectMapper().readTree(Files.readAllLines(file).get(index));
  }

  @ParameterizedTest
  @ValueSource(strings = {"facts", "sense", "gsm", "code", "guard", "needle", "longgen", "icl"})
  void aPromptIsPrefixShotsAndQuestionAndItsOwnAnswerScoresOne(String suite) throws IOException {
    Task task = open(suite);
    assertThat(task.size()).isEqualTo(100);
    for (int i = 0; i < task.size(); i++) {
      JsonNode item = item(suite, i);
      StringBuilder expected = new StringBuilder(item.get("prefix").asText());
      item.get("shots").forEach(shot -> expected.append(shot.asText()));
      expected.append(item.get("question").asText());

      Prompt prompt = task.prompt(i, item.get("shots").size());

      assertThat(prompt.text()).isEqualTo(expected.toString());
      assertThat(prompt.id()).isEqualTo(item.get("id").asText());
      assertThat(task.defaultShots()).isEqualTo(item.get("shots").size());
      String answer = item.get("answer").asText();
      assertThat(task.score(i, answer + "\n\nand what a model may write after that").value())
          .isEqualTo(1);
      assertThat(task.score(i, " no such answer").value()).isEqualTo(0);
    }
  }

  @Test
  void everyAnswerOfALongGenerationIsScoredByItself() {
    Task task = open("longgen");
    String answers =
        "Answer 1: 21 - 6 = 15. 15 + 7 = 22. 22 - 11 = 11. #### 11\n"
            + "Answer 2: 19 + 23 = 42. #### 42\n"
            + "Answer 4: 16 + 9 = 25. #### 7";
    Score score = task.score(0, answers);
    assertThat(score.units())
        .extracting(u -> u.gold() + ":" + u.extracted().orElse("none") + ":" + u.value())
        .containsExactly("11:11:1.0", "55:42:0.0", "81:none:0.0", "7:7:1.0");
    assertThat(score.value()).isEqualTo(0.5);
  }

  @Test
  void theHaystackIsContextAndTilesIntoSentences() {
    Prompt prompt = open("needle").prompt(0, 0);
    assertThat(prompt.shots()).isEmpty();
    int context = prompt.spans(Region.Kind.CONTEXT).get(0).to();
    String haystack = prompt.text().substring(0, context);
    List<String> sentences =
        Segments.sentences(haystack).stream()
            .map(s -> haystack.substring(s.from(), s.to()))
            .toList();
    assertThat(sentences.stream().collect(Collectors.joining())).isEqualTo(haystack);
    assertThat(sentences).contains("The code of the yellow sheep is 9450. ");
  }
}
