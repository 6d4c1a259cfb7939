package io.kvlab.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.kvlab.cache.Selection;
import io.kvlab.policy.method.StandardPolicies;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an example keeps does not depend on the examples before it. */
class StatelessnessTest {
  private static final List<PromptView> EXAMPLES =
      List.of(
          RandomEvidence.prompt(120, 3, 4, 2, 1),
          RandomEvidence.prompt(90, 3, 4, 2, 2),
          RandomEvidence.prompt(120, 3, 4, 2, 3),
          RandomEvidence.prompt(400, 3, 4, 2, 4));

  private static List<Selection> run(Policy policy, List<PromptView> examples) {
    List<Selection> selections = new ArrayList<>();
    for (PromptView prompt : examples) {
      var evidence = RandomEvidence.of(prompt, policy.evidence());
      selections.add(policy.select(prompt, evidence, Budget.ratio("0.6")));
    }
    return selections;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "full",
        "random",
        "streamingllm",
        "h2o",
        "snapkv",
        "pyramidkv",
        "pyramidinfer",
        "chunkkv",
        "shotkv",
        "randomshot",
        "knorm",
        "tova",
        "keydiff",
        "ada(snapkv)"
      })
  void examplesInTwoOrdersKeepTheSame(String expression) {
    Policy policy = StandardPolicies.REGISTRY.create(expression);
    List<PromptView> reversed = new ArrayList<>(EXAMPLES);
    Collections.reverse(reversed);

    List<Selection> forwards = run(policy, EXAMPLES);
    List<Selection> backwards = new ArrayList<>(run(policy, reversed));
    Collections.reverse(backwards);

    assertEquals(forwards, backwards);
    if (!Set.of("full", "streamingllm").contains(expression)) {
      assertNotEquals(forwards.get(0), forwards.get(2), "equal lengths, other evidence");
    }
  }
}
