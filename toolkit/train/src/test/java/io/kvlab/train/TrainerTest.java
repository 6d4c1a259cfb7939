package io.kvlab.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainerTest {
  private static final long STEPS = 6;

  @Test
  void smokeLowersTheLossAndLeavesLogPlotAndModel(@TempDir Path folder) throws IOException {
    List<TrainingProgress.Report> seen = new ArrayList<>();
    Trainer.Result result = Trainer.run(TrainOptions.preset("smoke", folder), seen::add);
    assertThat(seen).isEqualTo(result.reports()).hasSizeGreaterThan(2);
    TrainingProgress.Report last = seen.get(seen.size() - 1);
    assertThat(last.loss()).isLessThan(seen.get(0).loss() - 1);
    assertThat(last.share()).isGreaterThanOrEqualTo(1);
    assertThat(last.accuracy()).containsKeys("facts", "gsm", "needle-1024");
    assertThat(result.tokens()).isGreaterThanOrEqualTo(100_000);

    List<String> log = Files.readAllLines(folder.resolve("log.jsonl"));
    assertThat(log).hasSize(seen.size());
    assertThat(new ObjectMapper().readTree(log.get(0)).path("loss").asDouble())
        .isEqualTo(seen.get(0).loss(), org.assertj.core.api.Assertions.offset(1e-3));
    assertThat(folder.resolve("training.svg")).content().contains("<svg", "needle-1024", "loss");
    assertThat(folder.resolve("model"))
        .isDirectoryContaining(file -> file.endsWith("config.json"))
        .isDirectoryContaining(file -> file.endsWith("model.safetensors"))
        .isDirectoryContaining(file -> file.endsWith("tokenizer.json"))
        .isDirectoryContaining(file -> file.endsWith("tokenizer_config.json"));
  }

  @Test
  void aResumedTrainingContinuesBitForBit(@TempDir Path whole, @TempDir Path halves)
      throws IOException {
    Trainer.run(TrainOptions.preset("smoke", whole).withSteps(STEPS, false), report -> {});
    Trainer.run(TrainOptions.preset("smoke", halves).withSteps(STEPS / 2, false), report -> {});
    assertThat(model(halves)).isNotEqualTo(model(whole));
    Trainer.run(TrainOptions.preset("smoke", halves).withSteps(STEPS, true), report -> {});
    assertThat(model(halves)).isEqualTo(model(whole));
  }

  @Test
  void anotherSeedGivesAnotherModel(@TempDir Path one, @TempDir Path other) throws IOException {
    Trainer.run(TrainOptions.preset("smoke", one).withSteps(1, false), report -> {});
    TrainOptions options = TrainOptions.preset("smoke", other).withSteps(1, false).withSeed(2);
    Trainer.run(options, report -> {});
    assertThat(model(other)).isNotEqualTo(model(one));
  }

  @Test
  void anUnknownPresetIsNamedWithThoseThatExist(@TempDir Path folder) {
    assertThatThrownBy(() -> TrainOptions.preset("huge", folder))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("There is no preset 'huge'. Presets: smoke, nano-cpu, nano.");
  }

  private static byte[] model(Path folder) throws IOException {
    return Files.readAllBytes(folder.resolve("model/model.safetensors"));
  }
}
