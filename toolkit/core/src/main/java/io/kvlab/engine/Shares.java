package io.kvlab.engine;

/**
 * Wall time, shared out: whoever takes part in a step bears an equal part of it. What one bears is
 * the difference of {@link #clock} between its coming and its going.
 */
final class Shares {
  private long mark = System.nanoTime();
  private double clock;

  /** From now on time counts again. */
  void resume() {
    mark = System.nanoTime();
  }

  /** The time since the last call was spent on so many. */
  void passed(int count) {
    long now = System.nanoTime();
    clock += (now - mark) / 1e9 / Math.max(1, count);
    mark = now;
  }

  double clock() {
    return clock;
  }
}
