package io.kvlab.internal;

import com.sun.jna.Function;
import com.sun.jna.NativeLibrary;
import java.util.Optional;

/**
 * The heap of native libraries. glibc keeps what was freed for the next allocation, in kvlab's
 * settings nearly all of it: while a grid is computed that saves clearing the same pages again and
 * again, but a session that only waits for its user need not hold it.
 */
public final class NativeHeap {
  private static final Optional<Function> TRIM = trim();

  private NativeHeap() {}

  private static Optional<Function> trim() {
    try {
      return Optional.of(NativeLibrary.getProcess().getFunction("malloc_trim"));
    } catch (UnsatisfiedLinkError e) {
      return Optional.empty(); // another C library than glibc, with habits of its own
    }
  }

  /** Gives pages on which nothing lives any more back to the system, where it takes them. */
  public static void giveBack() {
    TRIM.ifPresent(function -> function.invokeInt(new Object[] {0L}));
  }
}
