package io.kvlab.policy;

import java.util.BitSet;

/** Positions that always stay, beside the window. */
public interface Guard {
  /** None. */
  Guard NONE = (prompt, capacity, stays) -> {};

  /**
   * Marks what stays with a head that keeps {@code capacity}. A guard that gives way to a small
   * budget marks no more than that; one that does not is kept whole, and the frame's {@code kept}
   * says so.
   */
  void mark(PromptView prompt, int capacity, BitSet stays);

  /** The first positions, at most as many as there is room for: attention sinks. */
  static Guard sinks(int sinks) {
    return sinks == 0
        ? NONE
        : (prompt, capacity, stays) ->
            stays.set(0, Math.min(Math.min(sinks, capacity), prompt.length()));
  }

  /** Both. */
  default Guard and(Guard more) {
    return this == NONE
        ? more
        : (prompt, capacity, stays) -> {
          mark(prompt, capacity, stays);
          more.mark(prompt, capacity, stays);
        };
  }
}
