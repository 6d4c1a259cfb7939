package io.kvlab.cli;

import io.kvlab.KvlabException;
import io.kvlab.train.TrainOptions;
import io.kvlab.train.Trainer;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** Trains the bundled model anew, or a tiny one that shows that the trainer works. */
@Command(
    name = "train",
    description = "train the bundled model: log, plot, checkpoint and model in a folder")
final class TrainCommand implements Callable<Integer> {
  @ParentCommand Main main = new Main();

  @Option(
      names = "--preset",
      defaultValue = "nano",
      paramLabel = "NAME",
      description = "nano (default; needs a GPU), nano-cpu or smoke")
  String preset = "nano";

  @Option(
      names = "--out",
      defaultValue = "training",
      paramLabel = "DIR",
      description = "default: ./training")
  Path out = Path.of("training");

  @Option(
      names = "--minutes",
      paramLabel = "M",
      description = "budget in minutes, instead of the preset's")
  @Nullable Double minutes;

  @Option(
      names = "--tokens",
      paramLabel = "N",
      description = "budget in tokens, instead of the preset's")
  @Nullable Long tokens;

  @Override
  public Integer call() {
    Trainer.Result result =
        Trainer.run(
            options(),
            report -> {
              if (!main.common.quiet) {
                System.err.printf(
                    Locale.ROOT,
                    "step %d  %.0f %%  %.2f M tokens  %.0f tokens/s  loss %.3f%s%n",
                    report.step(),
                    100 * report.share(),
                    report.tokens() / 1e6,
                    report.tokensPerSecond(),
                    report.loss(),
                    report.accuracy().isEmpty() ? "" : "  dev " + report.accuracy());
              }
            });
    System.out.printf(
        Locale.ROOT,
        "%d steps, %d tokens, %.0f s; model in %s%n",
        result.steps(),
        result.tokens(),
        result.seconds(),
        out.resolve("model"));
    return 0;
  }

  private TrainOptions options() {
    try {
      TrainOptions options = TrainOptions.preset(preset, out);
      if (minutes != null || tokens != null) {
        options =
            options.withBudget(
                Optional.ofNullable(tokens).orElse(0L), Optional.ofNullable(minutes).orElse(0.0));
      }
      Optional<String> seed = Optional.ofNullable(main.common.seed);
      return seed.isPresent() ? options.withSeed(Long.parseLong(seed.get())) : options;
    } catch (NumberFormatException e) {
      throw KvlabException.usage("--seed must be a whole number, not '" + main.common.seed + "'.");
    } catch (IllegalArgumentException e) {
      throw KvlabException.usage(String.valueOf(e.getMessage()));
    }
  }
}
