package io.kvlab.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.kvlab.model.checkpoint.ModelOptions;
import io.kvlab.testing.Shared;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The four architectures against logits of an independent float64 implementation. */
@Tag("arithmetic")
class GoldenLogitsTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "tiny-llama3-bf16-sharded",
        "tiny-mistral-f16",
        "tiny-qwen2-f32",
        "tiny-qwen3-bf16"
      })
  void logitsAndTheirLargestMatchAtEveryPrompt(String name) {
    JsonNode cases = Shared.json("models/" + name + "/golden_logits.json");
    try (Model model = Model.load(Shared.path("models/" + name), ModelOptions.cpu())) {
      List<int[]> prompts = new ArrayList<>();
      for (JsonNode prompt : cases) {
        prompts.add(Shared.ints(prompt.get("ids")));
      }
      for (int i = 0; i < prompts.size(); i++) {
        try (Prefill prefill = model.prefill(List.of(prompts.get(i)), Set.of(), 0)) {
          check(cases.get(i), prefill.logits(), 0);
        }
      }
      try (Prefill together = model.prefill(prompts, Set.of(), 4)) {
        for (int i = 0; i < prompts.size(); i++) {
          check(cases.get(i), together.logits(), i);
        }
      }
    }
  }

  private static void check(JsonNode expected, Logits logits, int sequence) {
    float[] golden = Shared.floats(expected.get("last_logits"));
    float[] actual = logits.of(sequence, 0);
    assertThat(actual).hasSameSizeAs(golden);
    int best = 0;
    for (int i = 0; i < golden.length; i++) {
      assertThat(actual[i]).isCloseTo(golden[i], within(2e-3f));
      best = golden[i] > golden[best] ? i : best;
    }
    assertThat(logits.argmax()[sequence][0]).isEqualTo(best);
  }
}
