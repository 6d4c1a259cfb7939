package io.kvlab.engine;

import java.util.EnumSet;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * How a plan is run; none of it changes an answer.
 *
 * @param mechanisms what may be used to be fast
 * @param batch the most sequences computed together; empty for what fits
 * @param memory bytes for caches, evidence and activations; empty for half of what is free
 * @param fresh whether stored rows are left aside
 */
public record RunOptions(
    Set<Mechanism> mechanisms, OptionalInt batch, Optional<Long> memory, boolean fresh) {
  /** Everything on, as much as fits. */
  public static final RunOptions DEFAULT =
      new RunOptions(EnumSet.allOf(Mechanism.class), OptionalInt.empty(), Optional.empty(), false);

  public RunOptions {
    mechanisms = Set.copyOf(mechanisms);
  }

  /** These options without some mechanisms. */
  public RunOptions without(Set<Mechanism> off) {
    Set<Mechanism> left = EnumSet.noneOf(Mechanism.class);
    left.addAll(mechanisms);
    left.removeAll(off);
    return new RunOptions(left, batch, memory, fresh);
  }
}
