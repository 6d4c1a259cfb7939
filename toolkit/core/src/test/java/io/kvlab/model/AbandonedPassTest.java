package io.kvlab.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.kvlab.KvlabException;
import io.kvlab.model.checkpoint.ModelConfig;
import io.kvlab.model.checkpoint.ModelOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A pass that takes long can be followed and left from another thread. */
class AbandonedPassTest {
  private static final String DEEP =
      """
      {"model_type": "llama", "architectures": ["LlamaForCausalLM"], "hidden_size": 256,
       "intermediate_size": 768, "num_hidden_layers": 64, "num_attention_heads": 4,
       "num_key_value_heads": 4, "vocab_size": 64, "max_position_embeddings": 2048,
       "rms_norm_eps": 1e-5, "rope_theta": 10000.0, "hidden_act": "silu",
       "tie_word_embeddings": true, "eos_token_id": 2, "bos_token_id": 1}
      """;

  @TempDir Path folder;

  @Test
  void aPassEndsWithinALayerAndTheModelGoesOnAfterwards() throws Exception {
    Files.writeString(folder.resolve("config.json"), DEEP);
    try (Model model = Model.random(ModelConfig.read(folder), ModelOptions.cpu(), 1)) {
      int[] tokens = IntStream.range(0, 512).map(i -> 3 + i % 50).toArray();
      double whole = seconds(() -> model.prefill(List.of(tokens), Set.of(), 0).close());
      List<int[]> many = IntStream.range(0, 16).mapToObj(i -> tokens).toList();
      CompletableFuture<Throwable> pass =
          CompletableFuture.supplyAsync(
              () -> catchThrowable(() -> model.prefill(many, Set.of(), 0).close()));
      while (model.through() == 0 || model.through() > 0.5) {
        Thread.sleep(5);
      }
      assertThat(model.through()).isBetween(0.0, 1.0);
      double left = seconds(() -> abandon(model, pass));
      assertThat(pass.join())
          .isInstanceOfSatisfying(
              KvlabException.class,
              ended -> assertThat(ended.kind()).isEqualTo(KvlabException.Kind.INTERRUPTED));
      // sixteen times the work, of which at least half was ahead
      assertThat(left).isLessThan(4 * whole);
      model.goOn();
      model.prefill(List.of(tokens), Set.of(), 0).close();
    }
  }

  private static void abandon(Model model, CompletableFuture<Throwable> pass) {
    model.abandon();
    pass.join();
  }

  private static double seconds(Runnable work) {
    long started = System.nanoTime();
    work.run();
    return (System.nanoTime() - started) / 1e9;
  }
}
