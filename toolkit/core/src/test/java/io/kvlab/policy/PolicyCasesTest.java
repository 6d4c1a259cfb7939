package io.kvlab.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.kvlab.KvlabException;
import io.kvlab.policy.cases.PolicyCases;
import io.kvlab.policy.method.StandardPolicies;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PolicyCasesTest {
  @TempDir Path folder = Path.of("");

  private static final PolicyCases CASES =
      new PolicyCases(
          StandardPolicies.REGISTRY,
          (file, kinds) -> RandomEvidence.of(RandomEvidence.prompt(12, 1, 2, 1, 1), kinds));

  private Path file(String text) throws IOException {
    return Files.writeString(folder.resolve("cases.json"), text);
  }

  @Test
  void everyCaseBecomesAResult() throws IOException {
    Path file =
        file(
            """
            [{"tensors": "t", "policy": "streamingllm(sinks=2)", "capacity": 5},
             {"tensors": "t", "policy": "streamingllm(sinks=2)", "ratio": 0.25},
             {"tensors": "t", "policy": "pyramidkv(window=1, beta=20)", "capacity": 3,
              "layer": 2, "layers": 3},
             {"tensors": "t", "policy": "shotkv(protect=none)", "capacity": 3, "shots": []}]
            """);
    assertEquals(
        "{\"results\":[{\"kept\":[[0,1,9,10,11]]},{\"kept\":[[0,1,11]]},{\"kept\":[[11]]},"
            + "{\"kept\":[[0,1,2,3,4,5,6,7,8,9,10,11]],\"shots_kept\":[],\"scores\":[]}]}",
        CASES.run(file).toString());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {"policy": "full", "capacity": 3}                                  | tensors is missing or no text.
          {"tensors": "t", "capacity": 3}                                    | policy is missing or no text.
          {"tensors": "t", "policy": "full"}                                 | a case has either a capacity or a ratio.
          {"tensors": "t", "policy": "full", "capacity": 3, "ratio": 0.1}    | a case has either a capacity or a ratio.
          {"tensors": "t", "policy": "full", "capacity": 2.5}                | capacity must be a whole number.
          {"tensors": "t", "policy": "full", "capacity": 0}                  | a capacity is at least 1, not 0
          {"tensors": "t", "policy": "full", "ratio": 1.5}                   | a ratio is above 0 and at most 1, not 1.5
          {"tensors": "t", "policy": "full", "ratio": "half"}                | ratio must be a number.
          {"tensors": "t", "policy": "fall", "ratio": 0.5}                   | Unknown policy 'fall'. Did you mean 'full'?
          {"tensors": "t", "policy": "full", "ratio": 0.5, "layer": 1}       | layer 1 is none of 1 layers.
          {"tensors": "t", "policy": "full", "ratio": 0.5, "layers": 0}      | layer 0 is none of 0 layers.
          {"tensors": "t", "policy": "full", "ratio": 0.5, "shots": [[3,2]]} | a shot is [from, to] within 12 tokens, not [3,2].
          {"tensors": "t", "policy": "full", "ratio": 0.5, "shots": [[3,13]]}| a shot is [from, to] within 12 tokens, not [3,13].
          """)
  void aWrongCaseIsRefusedWithItsNumber(String text, String message) throws IOException {
    Path file = file("[{\"tensors\": \"t\", \"policy\": \"full\", \"capacity\": 3}, " + text + "]");
    var refusal = assertThrows(KvlabException.class, () -> CASES.run(file));
    assertEquals("case 1 of cases.json: " + message, refusal.getMessage());
    assertEquals(KvlabException.Kind.USAGE, refusal.kind());
  }

  @Test
  void aFileThatHoldsNoCasesIsRefused() throws IOException {
    Path absent = folder.resolve("absent.json");
    assertEquals(
        "There is no file " + absent + ".",
        assertThrows(KvlabException.class, () -> CASES.run(absent)).getMessage());
    Path text = file("kept: all");
    assertEquals(
        text + " cannot be read as JSON.",
        assertThrows(KvlabException.class, () -> CASES.run(text)).getMessage());
    Path object = file("{}");
    assertEquals(
        object + " must hold a JSON array of cases.",
        assertThrows(KvlabException.class, () -> CASES.run(object)).getMessage());
  }
}
