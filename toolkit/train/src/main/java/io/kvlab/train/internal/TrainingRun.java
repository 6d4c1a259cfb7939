package io.kvlab.train.internal;

import ai.djl.Device;
import io.kvlab.KvlabException;
import io.kvlab.internal.torch.Libtorch;
import io.kvlab.train.TrainOptions;
import io.kvlab.train.TrainingProgress;
import io.kvlab.train.suite.Split;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The loop of one training. */
public final class TrainingRun implements AutoCloseable {
  private static final int CONTEXT = 1536;
  private static final double ROPE_THETA = 500_000;
  private static final double NORM_EPS = 1e-5;
  private static final int REPORT_EVERY = 10;

  /** On a CPU two shards have a thread each; a GPU takes the batch whole. */
  private static final int CPU_SHARDS = 2;

  private final TrainOptions options;
  private final WordTokenizer tokenizer = WordTokenizer.ofSuites();
  private final Learner learner;
  private final DevSet dev;
  private final TrainingLog log;
  private Checkpoint at = Checkpoint.START;

  /** Prepares a training, from its checkpoint where one is to be resumed. */
  public TrainingRun(TrainOptions options) {
    this.options = options;
    TrainOptions.Size size = options.size();
    LlamaShape shape =
        new LlamaShape(
            tokenizer.size(),
            size.hidden(),
            size.layers(),
            size.heads(),
            size.kvHeads(),
            size.headDim(),
            size.feedForward(),
            CONTEXT,
            ROPE_THETA,
            NORM_EPS);
    List<float[]> initial = InitialWeights.of(shape, options.seed(), size.induction());
    learner = new Learner(shape, initial, device(options), options.bfloat16(), options.muon());
    dev = new DevSet(tokenizer, Split.DEV, options.devItems(), options.seed(), CONTEXT);
    try {
      Files.createDirectories(options.folder());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    boolean resumes = options.resume() && Files.exists(checkpointFile());
    if (resumes) {
      at = Checkpoint.load(checkpointFile(), learner);
    }
    log = new TrainingLog(options.folder(), resumes ? at.step() : -1);
  }

  private static Device device(TrainOptions options) {
    if (!options.gpu()) {
      return Device.cpu();
    }
    if (Libtorch.engine().getGpuCount() == 0) {
      throw KvlabException.run(
          "This preset trains on a GPU and none can be used here ('kvlab doctor' says what is"
              + " missing); --preset nano-cpu trains a smaller model on the CPU.");
    }
    return Device.gpu();
  }

  /** Trains until the budget is used or the options say to stop. */
  public Checkpoint train(TrainingProgress progress) {
    int shards = options.gpu() ? 1 : CPU_SHARDS;
    try (Batches batches = new Batches(options, tokenizer, at, shards)) {
      return train(batches, progress);
    }
  }

  private Checkpoint train(Batches batches, TrainingProgress progress) {
    double lossSum = 0;
    double normSum = 0;
    int count = 0;
    while (share() < 1 && (options.stopAfter() <= 0 || at.step() < options.stopAfter())) {
      long started = System.nanoTime();
      double share = share();
      long number = at.step() + 1;
      List<Batch> shards = batches.next(timeShare());
      Learner.Report report = learner.step(shards, rates(share, number), number);
      if (!Float.isFinite(report.loss())) {
        throw new IllegalStateException(
            "The loss is no longer a number at step " + number + ": lower the learning rates.");
      }
      lossSum += report.loss();
      normSum += report.norm();
      count++;
      advance(number, shards, started);
      boolean look = number % options.checkEvery() == 0 || share() >= 1;
      if (look || number % REPORT_EVERY == 0) {
        Map<String, Double> accuracy = look ? look() : Map.of();
        TrainingProgress.Report told =
            new TrainingProgress.Report(
                at.step(),
                at.tokens(),
                at.seconds(),
                share(),
                lossSum / count,
                normSum / count,
                accuracy);
        log.add(told);
        progress.report(told);
        lossSum = 0;
        normSum = 0;
        count = 0;
      }
    }
    save();
    return at;
  }

  /** All reports, those before a resumption included. */
  public List<TrainingProgress.Report> reports() {
    return new ArrayList<>(log.reports());
  }

  @Override
  public void close() {
    learner.close();
  }

  private Map<String, Double> look() {
    long started = System.nanoTime();
    Map<String, Double> accuracy = dev.score(learner);
    save();
    at = new Checkpoint(at.step(), at.tokens(), at.seconds() + since(started));
    return accuracy;
  }

  private void save() {
    at.save(checkpointFile(), learner);
    HuggingFaceExport.write(options.folder().resolve("model"), learner, tokenizer);
  }

  private void advance(long number, List<Batch> shards, long started) {
    long read = shards.stream().mapToLong(shard -> (long) shard.rows() * shard.time()).sum();
    long tokens = at.tokens() + read;
    at = new Checkpoint(number, tokens, at.seconds() + since(started));
  }

  private double share() {
    double byTokens = options.tokens() > 0 ? (double) at.tokens() / options.tokens() : 0;
    return Math.max(byTokens, timeShare());
  }

  private double timeShare() {
    return options.minutes() > 0 ? at.seconds() / (60 * options.minutes()) : 0;
  }

  /** Warm-up over 30 steps, flat for 45 % of the budget, then linear down to 3 %. */
  private Learner.Rates rates(double share, long number) {
    double warmUp = Math.min(1, number / 30.0);
    double decay = share < 0.45 ? 1 : 1 - 0.97 * (share - 0.45) / 0.55;
    double factor = warmUp * Math.max(0.03, decay);
    return new Learner.Rates(options.muonRate() * factor, options.adamRate() * factor);
  }

  private Path checkpointFile() {
    return options.folder().resolve("checkpoint.bin");
  }

  private static double since(long started) {
    return (System.nanoTime() - started) / 1e9;
  }
}
