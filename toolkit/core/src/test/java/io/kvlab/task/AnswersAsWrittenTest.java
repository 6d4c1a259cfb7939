package io.kvlab.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvlab.KvlabException;
import io.kvlab.manifest.Manifest;
import io.kvlab.task.catalog.Tasks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers and files as people and models write them. */
class AnswersAsWrittenTest {
  @TempDir Path folder;

  /** A task over one file. */
  private Task task(String file, String rows, String rest) throws IOException {
    Files.writeString(folder.resolve(file), rows);
    Path manifest = folder.resolve("own.yaml");
    Files.writeString(
        manifest,
        """
        datasets:
          own:
            title: own
            capability: arithmetic reasoning
            version: 1
            licence: CC0
            source: own
            splits: {test: {files: [%s]}}
            max_tokens: 8
        """
                .formatted(file)
            + rest.indent(4));
    return new Tasks(
            Manifest.bundledAnd(List.of(manifest)),
            new TaskOptions(List.of(folder), Map.of(), false))
        .open("own");
  }

  private Task task(String gold, String rest) throws IOException {
    return task("rows.jsonl", "{\"q\":\"?\",\"a\":" + gold + "}\n", rest);
  }

  private static final String NUMBER =
      "prompt: {question: '{q}'}\ngold: '{a}'\nscore: {metric: number}\n";
  private static final String LAST =
      "prompt: {question: '{q}'}\ngold: '{a}'\n"
          + "score: {metric: number, extract: {last: {pattern: '-?[0-9.,]*[0-9]', take: last}}}\n";
  private static final String EXACT =
      "prompt: {question: '{q}'}\ngold: '{a}'\nscore: {metric: exact}\n";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "70000|70\u202f000|1",
        "70000|70\u00a0000|1",
        "70000|70\u2009000|1",
        "70000|70'000|1",
        "70000|$70,000.|1",
        "70000|70.000|1",
        "1234567|1.234.567|1",
        "1234.5|1.234,50|1",
        "-5|\u22125|1",
        "5|\u22125|0",
        "-15|$-15|1",
        "-15|-\u20ac15|1",
        "12|\u20ac12|1",
        "12|12 \u20ac|1",
        "12|12%|1",
        "18|18.0|1",
        "18.0|18|1",
        "1213|12 13|0",
        "1213|12,13|0",
        "1000|1e3|1",
        "100000|1,00,000|1",
        "12|\uff11\uff12|1",
        "12|**12**|1",
        "12|twelve|0",
        "12||0"
      })
  void aWholeAnswerIsTheNumberThatAPersonReads(String gold, String answer, double score)
      throws IOException {
    assertThat(task("\"" + gold + "\"", NUMBER).score(0, answer == null ? "" : answer).value())
        .isEqualTo(score);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "5|The change is \u22125.|0",
        "-5|The change is \u22125.|1",
        "-5|The change is \u20135.|1",
        "5|between 3-5|1",
        "-5|between 3-5|0",
        "5|between 3\u20135|1",
        "70000|in all 70\u202f000 people|1",
        "-15|He owes -$15.|1"
      })
  void anExtractedNumberKeepsItsSignAndItsThousands(String gold, String text, double score)
      throws IOException {
    assertThat(task("\"" + gold + "\"", LAST).score(0, text).value()).isEqualTo(score);
  }

  @Test
  void aGoldNumberWithoutAFractionIsWhole() throws IOException {
    assertThat(task("18.0", EXACT).score(0, "18").value()).isEqualTo(1);
    assertThat(task("1e3", EXACT).score(0, "1000").value()).isEqualTo(1);
    assertThat(task("18.5", EXACT).score(0, "18.5").value()).isEqualTo(1);
  }

  @Test
  void aGoldThatIsNoNumberIsNamed() throws IOException {
    assertThat(task("\"twelve\"", NUMBER).goldProblem(0).orElseThrow())
        .contains("'twelve'", "own-0");
    assertThat(task("\"1/2\"", NUMBER).goldProblem(0)).isPresent();
    assertThat(task("\"70,000\"", NUMBER).goldProblem(0)).isEmpty();
  }

  private static final String THOUGHTS =
      "prompt: {question: '{q}'}\ngold: '{a}'\nstops: [\"\\n\\n\"]\n"
          + "score: {metric: number, read: number, extract: {strict: {pattern: 'The answer is (\\S+)\\.'}}}\n";

  @Test
  void thoughtsAreNoAnswer() throws IOException {
    Task task = task("\"5\"", THOUGHTS);
    Score done = task.score(0, "<think>\nThe answer is 4.\n\nNo.\n</think>\n\nThe answer is 5.");
    assertThat(done.value()).isEqualTo(1);
    assertThat(task.score(0, "The answer is 4.\n</think>\n\nThe answer is 5.").value())
        .isEqualTo(1);
    Score unfinished = task.score(0, "<think>\nMaybe 2 + 3 = 5");
    assertThat(unfinished.extracted()).isEmpty();
    assertThat(unfinished.others()).containsEntry("read", 0.0);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "540|The answer is $540.",
        "18|The answer is 18 dollars, not 20.",
        "18|The answer: 9 * 2 = 18",
        "18|\\boxed{18} and 3 more",
        "-15|So he has $-15",
        "18|**Final answer:** 18. That was 3 steps.",
        "18|#### 18"
      })
  void aPersonReadsTheNumber(String gold, String text) throws IOException {
    assertThat(task("\"" + gold + "\"", THOUGHTS).score(0, text).others())
        .containsEntry("read", 1.0);
  }

  private static final String LETTER =
      "prompt: {question: '{q}'}\ngold: '{a}'\nstops: [\"\\n\"]\n"
          + "score: {metric: exact, read: letter, choices: [' A', ' B', ' C', ' D'],"
          + " extract: {letter: {pattern: '\\A\\s*\\(?([A-D])(?![A-Za-z])'}}}\n";

  @ParameterizedTest
  @ValueSource(
      strings = {
        " B",
        "B.",
        "(B)",
        "B) 2",
        "**B**",
        "**B.** two",
        "The correct answer is B.",
        "Answer: B",
        "A good way to see it: the answer is B",
        "\nB",
        "\n\nThe answer is (B).",
        "\\boxed{B}",
        "\\boxed{\\text{B}}",
        "Option B",
        "The answer is **B**",
        "I would choose (B), as A is wrong.",
        "<think>A or C?</think>\n\nB"
      })
  void aPersonReadsTheLetterInEveryDress(String text) throws IOException {
    Score score = task("\"B\"", LETTER).score(0, text);
    assertThat(score.others()).as(text).containsEntry("read", 1.0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"A", "A good way is to wait", "", "B or C", "Both are wrong"})
  void noOtherTextIsTheLetter(String text) throws IOException {
    assertThat(task("\"B\"", LETTER).score(0, text).others()).containsEntry("read", 0.0);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "['Paris', 'paris']",
        "['Paris' 'paris']",
        "[\\\"Paris\\\", \\\"it's\\\"]",
        "array(['Paris'], dtype=object)"
      })
  void aListThatBecameTextIsAList(String gold) throws IOException {
    Task task =
        task("\"" + gold + "\"", "prompt: {question: '{q}'}\ngolds: a\nscore: {metric: exact}\n");
    assertThat(task.score(0, "Paris").value()).isEqualTo(1);
  }

  @Test
  void aClassNumberForLettersIsRefusedWithTheWayOut() throws IOException {
    Task task =
        task(
            "1",
            "fields: {options: {path: b, choices: {labels: [A, B]}}}\n"
                + "prompt: {question: '{q}'}\ngold: '{a}'\nscore: {metric: exact}\n");
    assertThatThrownBy(() -> task.score(0, "B"))
        .isInstanceOf(KvlabException.class)
        .hasMessageContaining("'1'")
        .hasMessageContaining("A, B")
        .hasMessageContaining("replace");
  }

  @Test
  void linesEndAtNewlinesAndCarriageReturnsAlone() throws IOException {
    String one = "{\"q\":\"a\u2028b\u0085c\",\"a\":\"1\"}";
    assertThat(task("rows.jsonl", "\ufeff" + one + "\r" + one + "\r\n\n" + one, EXACT).size())
        .isEqualTo(3);
    assertThat(task("rows.jsonl", one, EXACT).prompt(0, 0).text()).isEqualTo("a\u2028b\u0085c");
  }

  @Test
  void twoObjectsOnALineAreRefusedWithLineAndColumn() {
    assertThatThrownBy(
            () -> task("rows.jsonl", "{\"q\":\"1\"}\n{\"q\":\"1\"}{\"q\":\"2\"}\n", EXACT))
        .isInstanceOf(KvlabException.class)
        .hasMessageContaining("rows.jsonl, line 2, column 1")
        .hasMessageContaining("line of its own");
    assertThatThrownBy(() -> task("rows.jsonl", "{\"q\":\"1\"}\n{\"q\": oops}\n", EXACT))
        .isInstanceOf(KvlabException.class)
        .hasMessageContaining("line 2, column ");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "(\\d+) dollars|[\\1]|It costs [5], or USD 5.",
        "(\\d+) dollars|[$1]|It costs [5], or USD 5.",
        "(?P<n>\\d+) dollars|[\\g<n>]|It costs [5], or USD 5.",
        "'USD '|$|It costs 5 dollars, or $5."
      })
  void aReplacementNamesGroupsAsPythonAndAsJava(String pattern, String with, String asked)
      throws IOException {
    Task task =
        task(
            "rows.jsonl",
            "{\"q\":\"It costs 5 dollars, or USD 5.\",\"a\":\"5\"}",
            "fields: {ask: {path: q, replace: [{pattern: '%s', with: '%s'}]}}\n"
                    .formatted(pattern, with)
                + "prompt: {question: '{ask}'}\ngold: '{a}'\nscore: {metric: exact}\n");
    assertThat(task.prompt(0, 0).text()).isEqualTo(asked);
  }

  @Test
  void aGroupThatIsNotThereIsRefusedInTheManifest() {
    assertThatThrownBy(
            () ->
                task(
                    "1",
                    "fields: {ask: {path: q, replace: [{pattern: 'a', with: '\\1'}]}}\n"
                        + "prompt: {question: '{ask}'}\ngold: '{a}'\nscore: {metric: exact}\n"))
        .hasMessageContaining("no group '1'");
  }

  @ParameterizedTest
  @ValueSource(strings = {"New York City", "New\u00a0York\u00a0City", "the New\u3000York, City!"})
  void wordsArePartedByEveryBlank(String answer) throws IOException {
    Task task =
        task(
            "\"New\u202fYork City\"",
            "prompt: {question: '{q}'}\ngold: '{a}'\nscore: {metric: f1}\n");
    assertThat(task.score(0, answer).value()).isEqualTo(1);
  }
}
