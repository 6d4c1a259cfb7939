package io.kvlab.train;

import io.kvlab.train.internal.Checkpoint;
import io.kvlab.train.internal.TrainingRun;
import java.util.List;

/** Trains a small Llama on the eight mini suites. The one entry point: {@link #run}. */
public final class Trainer {

  /**
   * What came out.
   *
   * @param steps steps done
   * @param tokens tokens read
   * @param seconds time spent
   * @param reports every report, first to last
   */
  public record Result(
      long steps, long tokens, double seconds, List<TrainingProgress.Report> reports) {
    Result(Checkpoint at, List<TrainingProgress.Report> reports) {
      this(at.step(), at.tokens(), at.seconds(), List.copyOf(reports));
    }
  }

  private Trainer() {}

  /**
   * Trains until the budget is used. The folder then holds {@code log.jsonl}, {@code training.svg},
   * {@code checkpoint.bin} and, under {@code model/}, the model in Hugging Face layout; all are
   * also written at every look at the dev split, so that the training can be stopped at any time.
   */
  public static Result run(TrainOptions options, TrainingProgress progress) {
    try (TrainingRun run = new TrainingRun(options)) {
      Checkpoint end = run.train(progress);
      return new Result(end, run.reports());
    }
  }
}
