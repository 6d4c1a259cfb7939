package io.kvlab.cli;

import io.kvlab.engine.RunProgress;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;

/**
 * A progress bar with an estimate on a terminal's stderr; a line now and then where it is a file.
 */
final class TerminalProgress implements RunProgress {
  private static final int WIDTH = 30;
  private static final long REDRAW_NANOS = Duration.ofMillis(100).toNanos();
  private static final long LOG_NANOS = Duration.ofSeconds(30).toNanos();

  private final PrintStream err;
  private final boolean terminal;
  private String what = "";
  private long total;
  private long started;
  private long before = -1; // done when the run began: rows of an earlier sitting
  private long drawn;
  private boolean barVisible;

  TerminalProgress(PrintStream err, boolean terminal) {
    this.err = err;
    this.terminal = terminal;
  }

  @Override
  public void started(String what, long total) {
    this.what = what;
    this.total = total;
    this.started = System.nanoTime();
    this.drawn = terminal ? started - REDRAW_NANOS : started;
    this.before = -1;
  }

  @Override
  public void advanced(long done) {
    before = before < 0 ? done : before;
    long now = System.nanoTime();
    if (now - drawn < (terminal ? REDRAW_NANOS : LOG_NANOS)) {
      return;
    }
    drawn = now;
    double each = (now - started) / 1e9 / Math.max(1, done - before);
    String left = done == before ? "" : "  " + time(each * (total - done)) + " left";
    if (terminal) {
      int filled = (int) (WIDTH * done / Math.max(1, total));
      String bar = "#".repeat(filled) + "-".repeat(WIDTH - filled);
      err.printf(Locale.ROOT, "\r\033[K%s [%s] %d/%d%s", what, bar, done, total, left);
      err.flush();
      barVisible = true;
    } else {
      err.printf(Locale.ROOT, "%s: %d of %d%s%n", what, done, total, left);
    }
  }

  @Override
  public void note(String line) {
    clear();
    err.println(line);
  }

  @Override
  public void finished(String line) {
    clear();
    err.println(line);
  }

  private void clear() {
    if (barVisible) {
      err.print("\r\033[K");
      barVisible = false;
    }
  }

  private static String time(double seconds) {
    long s = Math.round(seconds);
    return s < 60
        ? s + " s"
        : s < 3600 ? s / 60 + " min " + s % 60 + " s" : s / 3600 + " h " + s % 3600 / 60 + " min";
  }
}
