package io.kvlab.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.kvlab.cache.KvCache;
import io.kvlab.cache.Selection;
import io.kvlab.model.checkpoint.ModelConfig;
import io.kvlab.model.checkpoint.ModelOptions;
import io.kvlab.model.decode.Generation;
import io.kvlab.model.decode.Generator;
import io.kvlab.model.decode.StopRule;
import io.kvlab.testing.Shared;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** stories260k against generations of an independent float64 implementation. */
@Tag("arithmetic")
class GoldenGenerationTest {
  private static JsonNode cases;
  private static Model model;

  @BeforeAll
  static void load() {
    cases = Shared.json("golden/lm/stories260k.json");
    model = Model.load(Shared.path("models/stories260k"), ModelOptions.cpu());
  }

  @AfterAll
  static void close() {
    if (model != null) {
      model.close();
    }
  }

  private static int[] ids(JsonNode golden) {
    return model.tokenizer().orElseThrow().encode(golden.get("prompt").asText(), true).ids();
  }

  @Test
  void tokenIdsAndFullCacheGenerationsMatch() {
    for (JsonNode golden : cases) {
      if (!golden.get("policy").asText().equals("full")) {
        continue;
      }
      int[] ids = ids(golden);
      assertThat(ids).isEqualTo(Shared.ints(golden.get("ids")));
      try (Prefill prefill = model.prefill(List.of(ids), Set.of(), 0)) {
        float[] expected = Shared.floats(golden.get("prefill_logits"));
        float[] actual = prefill.logits().of(0, 0);
        for (int i = 0; i < expected.length; i++) {
          assertThat(actual[i]).isCloseTo(expected[i], within(1e-3f));
        }
      }
      int[] greedy = Shared.ints(golden.get("greedy"));
      Generation generation =
          new Generator(model).generate(List.of(ids), StopRule.tokens(greedy.length)).get(0);
      assertThat(generation.ids()).isEqualTo(greedy);
      assertThat(generation.text()).isEqualTo(golden.get("text").asText().replace("<0x0A>", "\n"));
    }
  }

  @Test
  void generationsAfterStreamingEvictionMatch() {
    for (JsonNode golden : cases) {
      if (!golden.get("policy").asText().equals("streamingllm")) {
        continue;
      }
      int[] ids = ids(golden);
      int n = ids.length;
      int sinks = golden.get("sinks").asInt();
      int capacity = golden.get("capacity").asInt();
      int[] kept =
          IntStream.range(0, n)
              .filter(p -> n < capacity || p < sinks || p >= n - capacity + sinks)
              .toArray();
      ModelConfig config = model.config();
      Selection selection = Selection.uniform(config.layers(), config.kvHeads(), kept);
      int[] greedy = Shared.ints(golden.get("greedy"));
      try (Prefill prefill = model.prefill(List.of(ids), Set.of(), 0)) {
        Generation generation =
            new Generator(model)
                .decode(
                    List.of(ids),
                    List.of(KvCache.Source.of(prefill.cache(), 0, selection)),
                    prefill.logits().argmax(),
                    StopRule.tokens(greedy.length),
                    () -> false,
                    (sequence, token) -> {})
                .get(0);
        assertThat(generation.ids()).isEqualTo(greedy);
      }
    }
  }

  @Test
  void aBatchOfUnlikeLengthsAnswersAsEachAlone() {
    List<int[]> prompts = new ArrayList<>();
    int[] longest = ids(cases.get(0));
    for (int i = 0; i < 16; i++) {
      prompts.add(java.util.Arrays.copyOf(longest, 2 + (i * 7) % (longest.length - 2)));
    }
    Generator generator = new Generator(model);
    List<Generation> together = generator.generate(prompts, StopRule.tokens(24));
    for (int i = 0; i < prompts.size(); i++) {
      Generation alone = generator.generate(List.of(prompts.get(i)), StopRule.tokens(24)).get(0);
      assertThat(together.get(i).ids()).isEqualTo(alone.ids());
      assertThat(together.get(i).text()).isEqualTo(alone.text());
    }
  }
}
