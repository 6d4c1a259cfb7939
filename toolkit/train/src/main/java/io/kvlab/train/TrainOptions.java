package io.kvlab.train;

import java.nio.file.Path;
import java.util.List;

/**
 * What is trained, for how long, and where its files go.
 *
 * @param folder where log, plot, checkpoint and model are written
 * @param size the model
 * @param tokens the budget in tokens, 0 for none
 * @param minutes the budget in minutes of wall clock, 0 for none; with both, what ends first
 * @param seed decides initial weights and data
 * @param muonRate learning rate of matrices
 * @param adamRate learning rate of embeddings and norms, and of everything without Muon
 * @param muon whether matrices take Muon's steps rather than AdamW's
 * @param bfloat16 whether matrix products run in bfloat16
 * @param checkEvery steps between two looks at the dev split
 * @param devItems items of each suite at a look
 * @param stopAfter steps after which to stop early, leaving a checkpoint; 0 for never
 * @param resume whether to go on from the folder's checkpoint where there is one
 */
public record TrainOptions(
    Path folder,
    Size size,
    long tokens,
    double minutes,
    long seed,
    double muonRate,
    double adamRate,
    boolean muon,
    boolean bfloat16,
    int checkEvery,
    int devItems,
    long stopAfter,
    boolean resume) {

  /**
   * The model's size.
   *
   * @param induction whether the first two layers start as an induction circuit
   */
  public record Size(
      int hidden,
      int layers,
      int heads,
      int kvHeads,
      int headDim,
      int feedForward,
      boolean induction) {}

  /** The presets' names. */
  public static final List<String> PRESETS = List.of("smoke", "nano");

  public TrainOptions {
    if (tokens <= 0 && minutes <= 0) {
      throw new IllegalArgumentException("A training needs a budget: tokens or minutes.");
    }
  }

  /**
   * A preset writing into {@code folder}: {@code smoke} takes a minute and shows that the loss
   * falls, {@code nano} trains the bundled model.
   *
   * @throws IllegalArgumentException for an unknown name
   */
  public static TrainOptions preset(String name, Path folder) {
    return switch (name) {
      case "smoke" ->
          new TrainOptions(
              folder,
              new Size(128, 2, 4, 2, 32, 256, false),
              100_000,
              0,
              1,
              0.004,
              0.002,
              true,
              false,
              20,
              4,
              0,
              false);
      case "nano" ->
          new TrainOptions(
              folder,
              new Size(192, 5, 4, 2, 64, 512, true),
              12_000_000,
              0,
              1,
              0.0025,
              0.0015,
              true,
              true,
              250,
              16,
              0,
              true);
      default ->
          throw new IllegalArgumentException(
              "There is no preset '" + name + "'. Presets: " + String.join(", ", PRESETS) + ".");
    };
  }

  /** The same with another budget; 0 means none. */
  public TrainOptions withBudget(long newTokens, double newMinutes) {
    return new TrainOptions(
        folder,
        size,
        newTokens,
        newMinutes,
        seed,
        muonRate,
        adamRate,
        muon,
        bfloat16,
        checkEvery,
        devItems,
        stopAfter,
        resume);
  }

  /** The same with another seed. */
  public TrainOptions withSeed(long newSeed) {
    return new TrainOptions(
        folder,
        size,
        tokens,
        minutes,
        newSeed,
        muonRate,
        adamRate,
        muon,
        bfloat16,
        checkEvery,
        devItems,
        stopAfter,
        resume);
  }

  /** The same, stopping after a number of steps, and going on from a checkpoint or not. */
  public TrainOptions withSteps(long newStopAfter, boolean newResume) {
    return new TrainOptions(
        folder,
        size,
        tokens,
        minutes,
        seed,
        muonRate,
        adamRate,
        muon,
        bfloat16,
        checkEvery,
        devItems,
        newStopAfter,
        newResume);
  }
}
