package io.kvlab.hub;

import io.kvlab.hub.transfer.TransferProgress;
import io.kvlab.internal.TerminalLine;
import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * One line on a terminal for all running transfers together, redrawn at most ten times a second.
 */
public final class ProgressBar implements TransferProgress, AutoCloseable {
  private final TerminalLine line;
  private final LongSupplier clock;
  private final Map<String, long[]> files = new LinkedHashMap<>();
  private final long start;
  private long arrived;
  private long drawn;

  public ProgressBar(PrintStream out) {
    this(out, System::nanoTime);
  }

  ProgressBar(PrintStream out, LongSupplier clock) {
    this.line = new TerminalLine(out);
    this.clock = clock;
    this.start = clock.getAsLong();
    this.drawn = start - TerminalLine.PAUSE_NANOS;
  }

  @Override
  public synchronized void at(String file, long done, long total) {
    long[] before = files.put(file, new long[] {done, total});
    arrived += before == null ? 0 : Math.max(0, done - before[0]);
    long now = clock.getAsLong();
    if (now - drawn >= TerminalLine.PAUSE_NANOS || done == total) {
      drawn = now;
      draw(file, now);
    }
  }

  private void draw(String file, long now) {
    long done = files.values().stream().mapToLong(v -> v[0]).sum();
    boolean known = files.values().stream().allMatch(v -> v[1] >= 0);
    long total = files.values().stream().mapToLong(v -> v[1]).sum();
    double seconds = Math.max(1e-3, (now - start) / 1e9);
    String rate = size((long) (arrived / seconds)) + "/s";
    String bar = "";
    if (known && total > 0) {
      bar = TerminalLine.bar(done, total) + " " + 100 * done / total + " % ";
    }
    String of = known ? " of " + size(total) : "";
    line.draw(file + " " + bar + size(done) + of + ", " + rate);
  }

  /** A number of bytes as people write it. */
  static String size(long bytes) {
    if (bytes < 1000) {
      return bytes + " B";
    }
    double value = bytes;
    int unit = -1;
    while (value >= 999.95 && unit < 3) {
      value /= 1000;
      unit++;
    }
    return String.format(Locale.ROOT, "%.1f %cB", value, "kMGT".charAt(unit));
  }

  /** Ends the line. */
  @Override
  public synchronized void close() {
    line.end();
  }
}
