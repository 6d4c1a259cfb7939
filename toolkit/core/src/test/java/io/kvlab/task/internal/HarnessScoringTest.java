package io.kvlab.task.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kvlab.manifest.Dataset;
import io.kvlab.manifest.Manifest;
import io.kvlab.manifest.PythonPattern;
import io.kvlab.task.Score;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.MatchResult;
import java.util.regex.PatternSyntaxException;
import org.junit.jupiter.api.Test;

/** Against lm-evaluation-harness and Python; the files are made by src/test/python/scoring.py. */
class HarnessScoringTest {
  private static JsonNode golden(String name) throws IOException {
    try (InputStream file = HarnessScoringTest.class.getResourceAsStream(name)) {
      return new ObjectMapper().readTree(Objects.requireNonNull(file));
    }
  }

  @Test
  void completionsScoreAsTheHarnessScoresThem() throws IOException {
    Dataset gsm8k = Manifest.bundled().dataset("gsm8k").orElseThrow();
    Scorer scorer = new Scorer(gsm8k.scoring(), gsm8k.stops());
    List<String> wrong = new ArrayList<>();
    int right = 0;
    for (JsonNode row : golden("gsm8k-harness.json")) {
      Score score = scorer.one(row.get("text").asText(), List.of(row.get("gold").asText()));
      int strict = row.at("/scores/0").asInt();
      int flexible = row.at("/scores/1").asInt();
      right += strict + flexible;
      if (score.value() != strict
          || !Double.valueOf(flexible).equals(score.others().get("flexible"))) {
        wrong.add(row + " but " + score);
      }
    }
    assertThat(wrong).isEmpty();
    assertThat(right).as("a golden file in which something is right").isGreaterThan(50);
  }

  @Test
  void patternsFindAndReplaceWhatPythonDoes() throws IOException {
    List<String> wrong = new ArrayList<>();
    for (JsonNode row : golden("python-regex.json").get("matches")) {
      String text = row.get("text").asText();
      PythonPattern pattern = PythonPattern.compile(row.get("pattern").asText());
      List<String> found = pattern.results(text).stream().map(MatchResult::group).toList();
      List<String> expected = new ArrayList<>();
      row.get("found").forEach(each -> expected.add(each.asText()));
      String replaced = row.has("with") ? pattern.replaceAll(text, row.get("with").asText()) : "";
      if (!found.equals(expected) || !replaced.equals(row.path("replaced").asText())) {
        wrong.add(row + " but " + found + ", " + replaced + " by " + pattern);
      }
    }
    assertThat(wrong).isEmpty();
  }

  @Test
  void whatPythonRefusesIsRefused() throws IOException {
    for (JsonNode pattern : golden("python-regex.json").get("refused")) {
      assertThatThrownBy(() -> PythonPattern.compile(pattern.asText()))
          .as(pattern.asText())
          .isInstanceOf(PatternSyntaxException.class);
    }
  }
}
