package io.kvlab.train.internal;

import io.kvlab.train.TrainOptions;
import io.kvlab.train.suite.Document;
import io.kvlab.train.suite.Drills;
import io.kvlab.train.suite.Suite;
import io.kvlab.train.suite.Suites;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** What is read when: drills and short documents first, long ones later, copying throughout. */
final class Curriculum {
  /**
   * A stretch of the training.
   *
   * @param until share of the budget at which it ends
   * @param rows sequences in a batch
   * @param time tokens in a sequence
   * @param drills share of tokens that are drills
   */
  record Stage(double until, int rows, int time, double drills) {}

  /** How many tokens of ten a suite gets, and how long its documents are at most. */
  private record Share(double weight, int longest) {}

  private static final Curriculum BRIEF =
      new Curriculum(
          Map.of(
              "facts-mini", new Share(1.6, 160),
              "sense-mini", new Share(1.2, 160),
              "gsm-mini", new Share(1.6, 430),
              "code-mini", new Share(1.0, 260),
              "guard-mini", new Share(1.0, 220),
              "needle-mini", new Share(2.0, 1000),
              "longgen-mini", new Share(2.4, 1000),
              "icl-mini", new Share(1.0, 1100)),
          List.of(
              new Stage(0.02, 20, 128, 1.0),
              new Stage(0.12, 10, 256, 0.30),
              new Stage(0.65, 10, 256, 0.18),
              new Stage(0.78, 6, 512, 0.12),
              new Stage(1.01, 4, 1024, 0.10)));

  private static final Curriculum FULL =
      new Curriculum(
          Map.of(
              "facts-mini", new Share(1.2, 160),
              "sense-mini", new Share(1.0, 160),
              "gsm-mini", new Share(1.4, 430),
              "code-mini", new Share(0.8, 260),
              "guard-mini", new Share(0.8, 220),
              "needle-mini", new Share(2.2, 1150),
              "longgen-mini", new Share(3.4, 1150),
              "icl-mini", new Share(1.2, 1150)),
          List.of(
              new Stage(0.02, 20, 128, 1.0),
              new Stage(0.10, 10, 256, 0.30),
              new Stage(0.35, 10, 256, 0.15),
              new Stage(0.55, 6, 512, 0.10),
              new Stage(1.01, 2, 1280, 0.06)));

  private final Map<String, Share> shares;
  private final List<Stage> stages;
  private final List<Suite> suites = Suites.all();

  private Curriculum(Map<String, Share> shares, List<Stage> stages) {
    this.shares = shares;
    this.stages = stages;
  }

  static Curriculum of(TrainOptions.Diet diet) {
    return switch (diet) {
      case BRIEF -> BRIEF;
      case FULL -> FULL;
    };
  }

  /** The stage at a share of the budget. */
  Stage stage(double progress) {
    return stages.stream()
        .filter(stage -> progress < stage.until())
        .findFirst()
        .orElse(stages.get(stages.size() - 1));
  }

  /** A document that fits the stage. */
  Document document(Stage stage, Random random) {
    int longest = stage.time() - 2;
    if (random.nextDouble() < drillsPerDocument(stage)) {
      int tokens = Math.min(longest, 40 + random.nextInt(120));
      boolean first = stage.drills() == 1.0;
      return switch (random.nextInt(first ? 12 : 10)) {
        case 0 -> Drills.copying(random, tokens);
        case 1, 2, 3, 4 -> Drills.pairs(random, tokens);
        case 5, 6, 7 -> Drills.arithmetic(random, tokens);
        case 8, 9 -> Drills.selection(random, tokens);
        default -> Drills.copying(random, tokens / 2);
      };
    }
    double total = suites.stream().mapToDouble(suite -> rate(suite, longest)).sum();
    double at = random.nextDouble() * total;
    for (Suite suite : suites) {
      at -= rate(suite, longest);
      if (at < 0) {
        return suite.document(random, length(suite, longest, random));
      }
    }
    throw new IllegalStateException("the shares of the suites do not add up");
  }

  /** Documents of a suite per token, so that its share of tokens is its weight. */
  private double rate(Suite suite, int longest) {
    return share(suite).weight() / mean(suite, longest);
  }

  private double mean(Suite suite, int longest) {
    int most = Math.min(share(suite).longest(), longest);
    return 0.7 * most;
  }

  private int length(Suite suite, int longest, Random random) {
    int most = Math.min(share(suite).longest(), longest);
    return (int) (most * (0.4 + 0.6 * random.nextDouble()));
  }

  private Share share(Suite suite) {
    Share share = shares.get(suite.name());
    if (share == null) {
      throw new IllegalArgumentException("no share for " + suite.name());
    }
    return share;
  }

  /** Turns the share of tokens into a share of documents: drills are about 100 tokens long. */
  private double drillsPerDocument(Stage stage) {
    double weights = suites.stream().mapToDouble(suite -> share(suite).weight()).sum();
    double rate = suites.stream().mapToDouble(suite -> rate(suite, stage.time() - 2)).sum();
    double drills = stage.drills() / 100;
    double others = (1 - stage.drills()) * rate / weights;
    return drills / (drills + others);
  }
}
