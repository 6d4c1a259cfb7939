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
 * @param diet which documents are read when
 * @param batch how many times the rows that the diet names make a batch
 * @param gpu whether to train on the first GPU
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
    Diet diet,
    int batch,
    boolean gpu,
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

  /** What is read when. */
  public enum Diet {
    /** For some ten million tokens: mostly short documents. */
    BRIEF,
    /**
     * For hundreds of millions: half of it long documents, the hard abilities more than the easy.
     */
    FULL
  }

  /** The presets' names. */
  public static final List<String> PRESETS = List.of("smoke", "nano-cpu", "nano");

  public TrainOptions {
    if (tokens <= 0 && minutes <= 0) {
      throw new IllegalArgumentException("A training needs a budget: tokens or minutes.");
    }
  }

  /**
   * A preset writing into {@code folder}: {@code smoke} takes a minute and shows that the loss
   * falls, {@code nano-cpu} trains a smaller model in hours on two cores, {@code nano} the bundled
   * one in minutes on a GPU.
   *
   * @throws IllegalArgumentException for an unknown name
   */
  public static TrainOptions preset(String name, Path folder) {
    TrainOptions nano =
        new TrainOptions(
            folder,
            new Size(256, 6, 8, 4, 64, 640, true),
            500_000_000,
            0,
            1,
            0.003,
            0.002,
            true,
            Diet.FULL,
            24,
            true,
            true,
            500,
            32,
            0,
            true);
    return switch (name) {
      case "nano" -> nano;
      case "nano-cpu" ->
          nano.onCpu()
              .withSize(new Size(192, 5, 4, 2, 64, 512, true))
              .withBudget(12_000_000, 0)
              .withRates(0.0025, 0.0015)
              .withLooks(250, 16);
      case "smoke" ->
          nano.onCpu()
              .withSize(new Size(128, 2, 4, 2, 32, 256, false))
              .withBudget(100_000, 0)
              .withRates(0.004, 0.002)
              .withLooks(20, 4)
              .withSteps(0, false)
              .withBfloat16(false);
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
        diet,
        batch,
        gpu,
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
        diet,
        batch,
        gpu,
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
        diet,
        batch,
        gpu,
        bfloat16,
        checkEvery,
        devItems,
        newStopAfter,
        newResume);
  }

  /** The same on the CPU, in batches and with documents for it. */
  public TrainOptions onCpu() {
    return new TrainOptions(
        folder,
        size,
        tokens,
        minutes,
        seed,
        muonRate,
        adamRate,
        muon,
        Diet.BRIEF,
        1,
        false,
        bfloat16,
        checkEvery,
        devItems,
        stopAfter,
        resume);
  }

  /** The same for a model of another size. */
  public TrainOptions withSize(Size newSize) {
    return new TrainOptions(
        folder,
        newSize,
        tokens,
        minutes,
        seed,
        muonRate,
        adamRate,
        muon,
        diet,
        batch,
        gpu,
        bfloat16,
        checkEvery,
        devItems,
        stopAfter,
        resume);
  }

  /** The same with other learning rates. */
  private TrainOptions withRates(double newMuonRate, double newAdamRate) {
    return new TrainOptions(
        folder,
        size,
        tokens,
        minutes,
        seed,
        newMuonRate,
        newAdamRate,
        muon,
        diet,
        batch,
        gpu,
        bfloat16,
        checkEvery,
        devItems,
        stopAfter,
        resume);
  }

  /** The same with other looks at the dev split. */
  private TrainOptions withLooks(int newCheckEvery, int newDevItems) {
    return new TrainOptions(
        folder,
        size,
        tokens,
        minutes,
        seed,
        muonRate,
        adamRate,
        muon,
        diet,
        batch,
        gpu,
        bfloat16,
        newCheckEvery,
        newDevItems,
        stopAfter,
        resume);
  }

  /** The same in another format of the matrix products. */
  private TrainOptions withBfloat16(boolean newBfloat16) {
    return new TrainOptions(
        folder,
        size,
        tokens,
        minutes,
        seed,
        muonRate,
        adamRate,
        muon,
        diet,
        batch,
        gpu,
        newBfloat16,
        checkEvery,
        devItems,
        stopAfter,
        resume);
  }
}
