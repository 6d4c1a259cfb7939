package io.kvlab.policy;

import java.util.BitSet;

/**
 * What every head of a layer keeps whatever the scores are: a mask, never a score, so that no tie
 * can evict it.
 *
 * @param length positions of the prompt
 * @param window how many of the last positions stay
 * @param guarded positions before the window that stay; not to be changed
 */
public record Stays(int length, int window, BitSet guarded) {
  /** The first position of the window: those before it compete, unless they are guarded. */
  public int before() {
    return length - window;
  }

  /** How many entries stay. */
  public int count() {
    return window + guarded.cardinality();
  }

  /** The positions that compete for the rest, increasing. */
  public int[] competing() {
    return Positions.where(before(), position -> !guarded.get(position));
  }

  /** What stays and what was chosen of {@link #competing}'s positions, increasing. */
  public int[] with(int[] chosen) {
    if (guarded.isEmpty()) {
      return Positions.withWindow(chosen, length, window);
    }
    BitSet all = (BitSet) guarded.clone();
    for (int position : chosen) {
      all.set(position);
    }
    all.set(before(), length);
    return all.stream().toArray();
  }
}
