package io.kvlab.internal;

import java.io.PrintStream;
import java.time.Duration;

/** One line of a terminal that is drawn again and again in the same place: how far something is. */
public final class TerminalLine {
  /** Between two drawings; what changes faster is not seen, and costs. */
  public static final long PAUSE_NANOS = Duration.ofMillis(100).toNanos();

  private static final int WIDTH = 24;
  private static final String ERASE = "\033[K";

  private final PrintStream out;
  private boolean drawn;

  public TerminalLine(PrintStream out) {
    this.out = out;
  }

  /** A bar as full as {@code done} of {@code total}: {@code [######----]}. */
  public static String bar(long done, long total) {
    int full = (int) Math.max(0, Math.min(WIDTH, WIDTH * done / Math.max(1, total)));
    return "[" + "#".repeat(full) + "-".repeat(WIDTH - full) + "]";
  }

  /** Draws over what was drawn before. */
  public void draw(String text) {
    out.print("\r" + ERASE + text);
    out.flush();
    drawn = true;
  }

  /** Takes the line away, so that other text can stand there. */
  public void clear() {
    if (drawn) {
      out.print("\r" + ERASE);
      drawn = false;
    }
  }

  /** Leaves the line as it is and goes on below it. */
  public void end() {
    if (drawn) {
      out.println();
      drawn = false;
    }
  }
}
