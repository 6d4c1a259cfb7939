package io.kvlab.task;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kvlab.model.Range;
import io.kvlab.task.catalog.Tasks;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every bundled dataset of which the files lie beside the project. */
class BundledDatasetsTest {
  private static final Tasks TASKS = Shared.tasks();

  private static List<String> shots(Prompt prompt) {
    return prompt.shots().stream().map(s -> prompt.text().substring(s.from(), s.to())).toList();
  }

  private static JsonNode line(String file, int number) throws IOException {
    return new ObjectMapper().readTree(Files.readAllLines(Shared.path(file)).get(number));
  }

  @ParameterizedTest
  @CsvSource({
    "gsm8k, 1319, 8",
    "gsm8k-many, 1319, 50",
    "mmlu, 14042, 5",
    "commonsenseqa, 1221, 4",
    "humaneval, 164, 8",
    "advbench-50, 50, 8",
    "longgenbench-gsm8k, 20, 8",
    "longgenbench-mmlu, 57, 5",
    "longbench-multi-news, 200, 0"
  })
  void datasetsHaveTheirPublishedSizesAndShots(String name, int size, int shots) {
    Task task = TASKS.open(name);
    assertThat(task.size()).isEqualTo(size);
    assertThat(task.defaultShots()).isEqualTo(shots);
    assertThat(task.provenance().sha256()).hasSize(64);
    for (int index : new int[] {0, size / 2, size - 1}) {
      assertThat(task.prompt(index, shots).text()).isNotEmpty();
    }
  }

  @Test
  void mmluHasFiftySevenSubjectsAndShotsOfItsOwnSubject() {
    Task task = TASKS.open("mmlu");
    long subjects =
        IntStream.range(0, task.size())
            .mapToObj(i -> task.prompt(i, 0).text().lines().findFirst().orElseThrow())
            .distinct()
            .count();
    assertThat(subjects).isEqualTo(57);

    Prompt prompt = task.prompt(0, 5);
    assertThat(prompt.id()).isEqualTo("mmlu-abstract_algebra-0");
    assertThat(prompt.gold()).isEqualTo("B");
    assertThat(prompt.text())
        .startsWith(
            "The following are multiple choice questions (with answers) about abstract algebra.\n\n"
                + "Find all c in Z_3 such that Z_3[x]/(x^2 + c) is a field.\n"
                + "A. 0\nB. 1\nC. 2\nD. 3\nAnswer: B\n\n"
                + "Statement 1 | If aH is an element of a factor group")
        .endsWith(
            "\n\nFind the degree for the given field extension Q(sqrt(2), sqrt(3), sqrt(18)) over"
                + " Q.\nA. 0\nB. 4\nC. 2\nD. 6\nAnswer:");
    assertThat(shots(prompt)).hasSize(5).allMatch(s -> s.matches("(?s).*\nAnswer: [A-D]\n\n"));
    assertThat(task.score(0, " B").value()).isEqualTo(1);
    assertThat(task.score(0, " (B) because").value()).isEqualTo(1);
    assertThat(task.score(0, " Because").value()).isEqualTo(0);
    assertThat(task.score(0, " The answer is B.").others())
        .containsEntry("letter", 0.0)
        .containsEntry("anywhere", 1.0);
  }

  @Test
  void commonsenseqaAsksAsTheHarnessDoes() throws IOException {
    Task task = TASKS.open("commonsenseqa");
    StringBuilder expected = new StringBuilder();
    for (int i = 0; i <= 4; i++) {
      JsonNode row =
          line(
              i < 4
                  ? "data/commonsenseqa/train_rand_split.jsonl"
                  : "data/commonsenseqa/dev_rand_split.jsonl",
              i % 4);
      expected.append("Question: ").append(row.at("/question/stem").asText().strip());
      for (JsonNode choice : row.at("/question/choices")) {
        expected.append('\n').append(choice.get("label").asText()).append(". ");
        expected.append(choice.get("text").asText());
      }
      expected.append("\nAnswer:");
      if (i < 4) {
        expected.append(' ').append(row.get("answerKey").asText()).append("\n\n");
      }
    }
    Prompt prompt = task.prompt(0, 4);
    assertThat(prompt.text()).isEqualTo(expected.toString());
    assertThat(prompt.id()).isEqualTo("1afa02df02c908a558b4036e80242fac");
    assertThat(prompt.gold()).isEqualTo("A");
  }

  @Test
  void humanEvalNeverShowsTheProblemItAsks() {
    Task task = TASKS.open("humaneval");
    Prompt prompt = task.prompt(2, 8);
    assertThat(prompt.id()).isEqualTo("HumanEval/2");
    assertThat(shots(prompt)).hasSize(8);
    Range question = prompt.spans(Region.Kind.QUESTION).get(0);
    String asked = prompt.text().substring(question.from(), question.to());
    assertThat(asked).startsWith("\n\ndef truncate_number(number: float)").endsWith("\"\"\"\n");
    assertThat(prompt.text().indexOf("def truncate_number"))
        .isEqualTo(prompt.text().lastIndexOf("def truncate_number"));
    assertThat(task.stops()).containsExactly("\nclass", "\ndef", "\n#", "\nif", "\nprint");
  }

  @Test
  void longGenerationAsksThirtyFiveQuestionsFromNumberNine() throws IOException {
    Task task = TASKS.open("longgenbench-gsm8k");
    StringBuilder expected =
        new StringBuilder(
            "Answer each question step by step, adhering to the format shown in the examples"
                + " provided. Start each response with 'Answer_' and introduce the final response"
                + " with 'The answer is'. Do not repeat the question. Ensure that you respond to"
                + " all the questions presented, regardless of their number.\n\n");
    expected.append("Examples: \n");
    expected.append(Files.readString(Shared.path("data/longgenbench/gsm8k_prompt.txt")));
    expected.append("\n\nFollowing Question: \n");
    List<String> golds = new ArrayList<>();
    for (int i = 9; i < 44; i++) {
      JsonNode row = line("data/gsm8k/test.jsonl", i - 9);
      expected.append("Question_").append(i).append(":\n");
      expected.append(row.get("question").asText()).append('\n');
      golds.add(row.get("answer").asText().replaceAll("(?s).*#### ", ""));
    }
    Prompt prompt = task.prompt(0, 8);
    assertThat(prompt.text()).isEqualTo(expected.toString());
    assertThat(prompt.gold().lines()).containsExactlyElementsOf(golds);
    assertThat(shots(prompt)).hasSize(16);
    assertThat(shots(task.prompt(0, 2)))
        .extracting(s -> s.substring(0, s.indexOf(':')))
        .containsExactly("Question_1", "Question_2", "Answer_1", "Answer_2");
  }

  @Test
  void longGenerationIsScoredQuestionByQuestionByTheLastNumber() {
    Task task = TASKS.open("longgenbench-gsm8k");
    List<String> golds = task.prompt(0, 0).gold().lines().toList();
    String perfect =
        IntStream.range(0, 35)
            .mapToObj(
                i -> "Answer_" + (i + 9) + ":\nFirst 7. The answer is " + golds.get(i) + ".\n\n")
            .collect(Collectors.joining());
    assertThat(task.score(0, perfect).value()).isEqualTo(1);

    String half = perfect.substring(0, perfect.indexOf("Answer_19"));
    Score score = task.score(0, "Here we go.\n" + half.replace("is 18.", "is 19."));
    assertThat(score.units()).hasSize(35);
    assertThat(score.units().subList(0, 10)).extracting(Score.Unit::value).startsWith(0.0, 1.0);
    assertThat(score.value()).isEqualTo(9 / 35.0);
    assertThat(score.units().get(10).extracted()).isEmpty();
  }

  @Test
  void longMmluPacksTheFirstQuestionsOfASubject() {
    Task task = TASKS.open("longgenbench-mmlu");
    Prompt prompt = task.prompt(0, 5);
    assertThat(prompt.text())
        .contains(
            "(with answers) about  abstract algebra.\n\nExamples: \nQuestion_1:\nStatement 1 |")
        .contains("Answer_5:\nLet's think step by step.")
        .contains(
            "Following Question: \nQuestion_6:\nFind the degree for the given field extension")
        .contains("over Q.\n(A) 0(B) 4(C) 2(D) 6\n\nQuestion_7:\n");
    assertThat(shots(prompt)).hasSize(10);
    assertThat(prompt.gold().lines()).hasSize(20).startsWith("B", "C");
    Score score = task.score(0, "Answer_6:\nSo it is (B).\n\nAnswer_7:\nThe answer is (A).");
    assertThat(score.units().subList(0, 3))
        .extracting(Score.Unit::value)
        .containsExactly(1., 0., 0.);
  }

  @Test
  void manyShotExamplesEndLikeTheEightWorkedOnes() {
    Prompt prompt = TASKS.open("gsm8k-many").prompt(0, 50);
    assertThat(shots(prompt))
        .hasSize(50)
        .allMatch(s -> s.matches("(?s)Q: .*\nA: .*[.!?:)] The answer is -?[0-9.,]+\\.\n\n"), "form")
        .noneMatch(s -> s.contains("<<") || s.contains(".."));
    assertThat(shots(prompt).get(0))
        .endsWith(
            "A: Natalia sold 48/2 = 24 clips in May. Natalia sold 48+24 = 72 clips altogether in"
                + " April and May. The answer is 72.\n\n");
  }

  @Test
  void longBenchIsInstructionDocumentAndQuestion() throws IOException {
    Task task = TASKS.open("longbench-multi-news");
    JsonNode row = line("data/longbench/multi_news.jsonl", 0);
    Prompt prompt = task.prompt(0, 0);
    assertThat(prompt.text())
        .isEqualTo(
            "You are given several news passages. Write a one-page summary of all news. \n\nNews:\n"
                + row.get("context").asText()
                + "\n\nNow, write a one-page summary of all the news.\n\nSummary:");
    assertThat(prompt.regions())
        .extracting(Region::kind)
        .containsExactly(Region.Kind.INSTRUCTION, Region.Kind.CONTEXT, Region.Kind.QUESTION);
    assertThat(task.score(0, row.at("/answers/0").asText()).value()).isEqualTo(1);
  }
}
