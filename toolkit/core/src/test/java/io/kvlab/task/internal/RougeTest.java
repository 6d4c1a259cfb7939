package io.kvlab.task.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kvlab.testing.Shared;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RougeTest {
  /** Lin 2004: "police killed the gunman" of section 3.1, the union of two sentences of 3.2. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "police kill the gunman         | police killed the gunman | 0.75",
        "the gunman kill police         | police killed the gunman | 0.5",
        "w1 w2 w6 w7 w8. w1 w3 w8 w9 w5 | w1 w2 w3 w4 w5           | 0.615385",
        "x                              | y                        | 0",
        "''                             | y                        | 0",
        "...                            | y                        | 0",
      })
  void linsExamples(String summary, String reference, double expected) {
    assertThat(Rouge.l(summary, reference)).isCloseTo(expected, within(1e-6));
  }

  /** Values of a Python transcription of the definition that LongBench's package follows. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "A dog bit a man. The man bit back!  | The man bit the dog. Then a dog ran.  | 0.4999999950781251",
        "to be or not to be | be to not or be to | 0.4999999950000001",
      })
  void everyDifferentWordCountsOnce(String summary, String reference, double expected) {
    // the CSV cuts blanks at both ends, which are sentences of one empty word there
    boolean trailing = summary.endsWith("!");
    assertThat(Rouge.l(trailing ? summary + " " : summary, trailing ? reference + " " : reference))
        .isCloseTo(expected, within(2e-8));
  }

  @Test
  void summariesOfNewsAsLongBenchScoresThem() throws IOException {
    List<String> lines = Files.readAllLines(Shared.path("data/longbench/multi_news.jsonl"));
    assertThat(ofTheBeginning(lines.get(0))).isCloseTo(0.21830985429775848, within(2e-8));
    assertThat(ofTheBeginning(lines.get(7))).isCloseTo(0.12121211684601714, within(2e-8));
  }

  /** The first 1,500 characters of the articles, taken as their summary. */
  private static double ofTheBeginning(String line) throws IOException {
    JsonNode row = new ObjectMapper().readTree(line);
    return Rouge.l(
        row.get("context").asText().substring(0, 1500), row.get("answers").get(0).asText());
  }
}
