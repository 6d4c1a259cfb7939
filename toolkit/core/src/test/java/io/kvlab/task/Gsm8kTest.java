package io.kvlab.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kvlab.KvlabException;
import io.kvlab.model.Range;
import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.yaml.snakeyaml.Yaml;

class Gsm8kTest {
  private final Task task = Shared.tasks().open("gsm8k");

  @Test
  void holdsTheWholeTestSet() {
    assertThat(task.size()).isEqualTo(1319);
    assertThat(task.provenance().sha256())
        .isEqualTo("3730d312f6e3440559ace48831e51066acaca737f6eabec99bccb9e4b3c39d14");
  }

  @Test
  void theFirstPromptIsTheHarnessesEightShotPrompt() throws IOException {
    Object harness = new Yaml().load(Files.readString(Shared.path("data/gsm8k/gsm8k-cot.yaml")));
    StringBuilder expected = new StringBuilder();
    for (JsonNode shot :
        new ObjectMapper().valueToTree(harness).requiredAt("/fewshot_config/samples")) {
      expected.append("Q: ").append(shot.required("question").asText());
      expected.append("\nA: ").append(shot.required("target").asText()).append("\n\n");
    }
    expected.append(
        "Q: Janet’s ducks lay 16 eggs per day. She eats three for breakfast every morning and bakes"
            + " muffins for her friends every day with four. She sells the remainder at the farmers'"
            + " market daily for $2 per fresh duck egg. How much in dollars does she make every day"
            + " at the farmers' market?\nA:");

    Prompt prompt = task.prompt(0, task.defaultShots());

    assertThat(prompt.text()).isEqualTo(expected.toString());
    assertThat(prompt.gold()).isEqualTo("18");
    assertThat(prompt.shots()).hasSize(8);
  }

  @Test
  void everyShotIsAWholeExampleAndTheQuestionEndsThePrompt() {
    Prompt prompt = task.prompt(7, 3);
    for (Range shot : prompt.shots()) {
      String text = prompt.text().substring(shot.from(), shot.to());
      assertThat(text).startsWith("Q: ").contains("\nA: ").endsWith(".\n\n");
    }
    assertThat(prompt.spans(Region.Kind.QUESTION)).hasSize(1);
    Range question = prompt.spans(Region.Kind.QUESTION).get(0);
    assertThat(question.to()).isEqualTo(prompt.text().length());
    assertThat(prompt.text().substring(question.from())).startsWith("Q: Carla is downloading");
  }

  @Test
  void moreShotsThanThereAreAreRefusedWithBothNumbers() {
    assertThatThrownBy(() -> task.prompt(0, 9))
        .isInstanceOf(KvlabException.class)
        .hasMessageContaining("8 shots")
        .hasMessageContaining("not 9");
    assertThatThrownBy(() -> task.prompt(1319, 8))
        .isInstanceOf(KvlabException.class)
        .hasMessageContaining("0 to 1318");
  }

  /** The harness's two filters and its normalisation, worked out with Python's re by hand. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "She makes 9 * 2 = 18. The answer is 18.          | 1 | 1",
        "The answer is $18.                               | 0 | 1",
        "The answer is 18                                 | 0 | 1",
        "So 18 dollars remain                             | 0 | 1",
        "The answer is 18. Then 4 more.                   | 1 | 0",
        "The answer is 17. The answer is 18.              | 0 | 1",
        "The answer is 18. Q: next? A: The answer is 99.  | 1 | 1",
        "The answer is eighteen.                          | 0 | 0",
        "The answer is 18.00.                             | 0 | 0",
        "''                                               | 0 | 0",
      })
  void strictAndFlexibleExtractionAreBothReported(String text, double strict, double flexible) {
    Score score = task.score(0, " " + text);
    assertThat(score.others()).containsEntry("strict", strict).containsEntry("flexible", flexible);
    assertThat(score.value()).isEqualTo(strict);
  }

  @Test
  void thousandsSeparatorsAreIgnored() {
    // Example 3 of the test set has the gold answer 540, example 2 has 70000.
    assertThat(task.prompt(2, 0).gold()).isEqualTo("70000");
    assertThat(task.score(2, "The answer is 70,000.").value()).isEqualTo(1);
  }
}
