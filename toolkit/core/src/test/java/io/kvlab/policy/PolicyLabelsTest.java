package io.kvlab.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.kvlab.policy.method.StandardPolicies;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PolicyLabelsTest {
  private static final PolicyRegistry REGISTRY = StandardPolicies.REGISTRY;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          full                                             | full
          snapkv                                           | snapkv
          snapkv(window=32, kernel=5)                      | snapkv
          snapkv(kernel=5, window=64)                      | snapkv(window=64)
          h2o(recent=cap/2)                                | h2o
          h2o(recent=8)                                    | h2o(recent=8)
          ada(snapkv)                                      | ada(snapkv)
          ada(snapkv(window=16), floor=0.2)                | ada(snapkv(window=16))
          ada(h2o, floor=0.5, normalize=true)              | ada(h2o, floor=0.5)
          shotkv(scope=global, fit=skip, protect=question) | shotkv(scope=global)
          """)
  void aLabelIsTheShortestExpressionThatMeansTheSame(String written, String label) {
    Policy policy = REGISTRY.create(written);
    assertEquals(label, StandardPolicies.LABELS.of(policy.expression()));
    assertEquals(policy, REGISTRY.create(label));
  }

  @Test
  void policiesOfOthersStayAsTheyAre() {
    assertEquals("strided(stride=8)", StandardPolicies.LABELS.of("strided(stride=8)"));
    assertEquals("my own (8)", StandardPolicies.LABELS.of("my own (8)"));
  }
}
