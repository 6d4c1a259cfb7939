package io.kvlab.policy;

/** What stays or goes as one: positions, chunks of them, whole examples. */
public interface Grain {
  /** Every position by itself. */
  Grain POSITIONS =
      new Grain() {
        @Override
        public int[] best(PromptView prompt, Stays stays, float[] scores, int besides) {
          return TopK.largest(scores, besides);
        }

        @Override
        public boolean ranksAll() {
          return false;
        }
      };

  /** Whether {@link #best} wants the scores of all positions, those that stay anyway included. */
  default boolean ranksAll() {
    return true;
  }

  /** Entries per KV head that a budget allows; units that stay whole must not exceed it. */
  default int entries(Budget budget, int length) {
    return budget.entries(length);
  }

  /**
   * What one head keeps beside what stays anyway.
   *
   * @param scores of the competing positions, or with {@link #ranksAll} of all {@code [n]}
   * @param besides how many positions at most; negative where what stays exceeds the budget
   * @return indices into {@code scores}, increasing; with {@link #ranksAll} positions that do not
   *     stay anyway
   */
  int[] best(PromptView prompt, Stays stays, float[] scores, int besides);
}
