package io.kvlab.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kvlab.model.TensorEvidence;
import io.kvlab.model.evidence.AccumulatedAttention;
import io.kvlab.model.evidence.Evidence;
import io.kvlab.model.evidence.KeyNorms;
import io.kvlab.model.evidence.WindowAttention;
import io.kvlab.policy.cases.PolicyCases;
import io.kvlab.policy.method.StandardPolicies;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Selections computed by public reference implementations on random queries and keys. */
class GoldenSelectionsTest {
  @Test
  void everySelectionFromNaiveEvidenceEqualsTheReferenceEntryForEntry() throws IOException {
    Map<Path, Evidence> seen = new HashMap<>();
    compare((file, kinds) -> seen.computeIfAbsent(file, GoldenSelectionsTest::evidence));
  }

  @Test
  void everySelectionFromTheDecodersEvidenceEqualsTheReferenceEntryForEntry() throws IOException {
    try (TensorEvidence evidence = new TensorEvidence()) {
      compare(evidence::read);
    }
  }

  private static void compare(PolicyCases.EvidenceSource source) throws IOException {
    Path file = Path.of(System.getProperty("kvlab.shared", ""), "golden/policies/expected.json");
    assumeTrue(Files.exists(file), "skipped: -Dkvlab.shared leads to no golden/policies");
    JsonNode expected = new ObjectMapper().readTree(file.toFile());

    JsonNode results = new PolicyCases(StandardPolicies.REGISTRY, source).run(file).get("results");

    List<String> wrong = new ArrayList<>();
    for (int i = 0; i < expected.size(); i++) {
      if (!matches(expected.get(i), results.get(i))) {
        wrong.add(i + " " + expected.get(i).get("policy").asText());
      }
    }
    assertEquals(List.of(), wrong);
    assertEquals(228, results.size());
  }

  private static Evidence evidence(Path tensors) {
    return NaiveEvidence.of(
        TensorFile.read(tensors, "q"),
        TensorFile.read(tensors, "k"),
        Set.of(
            new WindowAttention(8),
            new WindowAttention(16),
            new AccumulatedAttention(),
            new KeyNorms()));
  }

  private static boolean matches(JsonNode expected, JsonNode result) {
    boolean matches = true;
    for (int head = 0; head < result.get("kept").size(); head++) {
      JsonNode kept =
          expected.has("kept") ? expected.get("kept").get(head) : expected.get("kept_all_heads");
      matches &= kept.toString().equals(result.get("kept").get(head).toString());
    }
    if (expected.has("shots_kept")) {
      matches &= expected.get("shots_kept").toString().equals(result.get("shots_kept").toString());
      for (int i = 0; i < expected.get("scores").size(); i++) {
        double difference =
            expected.get("scores").get(i).asDouble() - result.get("scores").get(i).asDouble();
        matches &= Math.abs(difference) < 1e-4;
      }
    }
    return matches && result.get("kept").size() > 0;
  }
}
