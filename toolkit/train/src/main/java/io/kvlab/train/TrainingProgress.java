package io.kvlab.train;

import java.util.Map;

/** Is told how a training goes. */
@FunctionalInterface
public interface TrainingProgress {

  /**
   * One report.
   *
   * @param step steps done
   * @param tokens tokens read
   * @param seconds time spent
   * @param share of the budget that is used, from 0 to 1
   * @param loss mean loss since the last report, in nats
   * @param norm mean norm of the gradients since then
   * @param accuracy share of dev items that are right, by suite; empty where none was taken
   */
  record Report(
      long step,
      long tokens,
      double seconds,
      double share,
      double loss,
      double norm,
      Map<String, Double> accuracy) {

    /** Tokens read in a second, over the whole training. */
    public double tokensPerSecond() {
      return tokens / Math.max(seconds, 1e-9);
    }
  }

  /** Called every few steps. */
  void report(Report report);
}
