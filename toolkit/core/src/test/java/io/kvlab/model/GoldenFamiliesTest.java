package io.kvlab.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.kvlab.model.checkpoint.ModelOptions;
import io.kvlab.testing.Shared;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every family against what transformers computes for a tiny checkpoint of it. */
class GoldenFamiliesTest {
  static Stream<Path> checkpoints() throws IOException {
    try (Stream<Path> folders = Files.list(Shared.path("golden/families"))) {
      return folders
          .filter(folder -> Files.exists(folder.resolve("golden.json")))
          .sorted()
          .toList()
          .stream();
    }
  }

  @ParameterizedTest
  @MethodSource("checkpoints")
  void logitsAnswersAndLikelihoodsAreThoseOfTransformers(Path folder) {
    JsonNode golden = Shared.json("golden/families/" + folder.getFileName() + "/golden.json");
    try (Model model = Model.load(folder, ModelOptions.cpu())) {
      List<int[]> prompts = new ArrayList<>();
      for (JsonNode prompt : golden.get("prompts")) {
        int[] ids = Shared.ints(prompt.get("ids"));
        prompts.add(ids);
        check(model, ids, prompt);
      }
      // together, padded, and read in two parts where that may be
      try (Prefill batch = model.prefill(prompts, Set.of(), 4)) {
        for (int i = 0; i < prompts.size(); i++) {
          close(batch.logits().of(i, 0), golden.get("prompts").get(i).get("last_logits"));
        }
      }
      int[] longest = prompts.get(prompts.size() - 1);
      if (model.sharesPrefixes(longest.length)) {
        int[] first = Arrays.copyOf(longest, 40);
        int[] rest = Arrays.copyOfRange(longest, 40, longest.length);
        try (Prefill prefix = model.prefix(first, Set.of());
            Prefill whole = model.prefillAfter(prefix, List.of(rest), Set.of(), 0)) {
          close(whole.logits().of(0, 0), golden.get("prompts").get(2).get("last_logits"));
        }
      }
    }
  }

  private static void check(Model model, int[] ids, JsonNode expected) {
    int[] greedy = Shared.ints(expected.get("greedy"));
    try (Prefill prefill = model.prefill(List.of(ids), Set.of(), greedy.length)) {
      close(prefill.logits().of(0, 0), expected.get("last_logits"));
      int next = prefill.logits().argmax()[0][0];
      for (int step = 0; step < greedy.length; step++) {
        assertThat(next).as("token " + step).isEqualTo(greedy[step]);
        try (Logits logits = model.forward(prefill.cache(), List.of(new int[] {next}))) {
          next = logits.argmax()[0][0];
        }
      }
    }
    assertThat(model.likelihood(ids)).isCloseTo(expected.get("nll").asDouble(), within(1e-3));
  }

  private static void close(float[] actual, JsonNode expected) {
    float[] golden = Shared.floats(expected);
    assertThat(actual).hasSameSizeAs(golden);
    for (int i = 0; i < golden.length; i++) {
      assertThat(actual[i]).as("logit " + i).isCloseTo(golden[i], within(2e-3f));
    }
  }
}
