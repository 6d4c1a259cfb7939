package io.kvlab.cli;

import io.kvlab.engine.RunProgress;
import io.kvlab.internal.TerminalLine;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;

/**
 * A progress bar with an estimate on a terminal's stderr; a line now and then where it is a file.
 */
final class TerminalProgress implements RunProgress {
  private static final long LOG_NANOS = Duration.ofSeconds(30).toNanos();

  private final PrintStream err;
  private final boolean terminal;
  private final TerminalLine line;
  private String what = "";
  private long total;
  private long started;
  private long before = -1; // done when the run began: rows of an earlier sitting
  private long drawn;

  TerminalProgress(PrintStream err, boolean terminal) {
    this.err = err;
    this.terminal = terminal;
    this.line = new TerminalLine(err);
  }

  @Override
  public void started(String what, long total) {
    this.what = what;
    this.total = total;
    this.started = System.nanoTime();
    this.drawn = terminal ? started - TerminalLine.PAUSE_NANOS : started;
    this.before = -1;
  }

  @Override
  public void advanced(long done) {
    before = before < 0 ? done : before;
    long now = System.nanoTime();
    if (now - drawn < (terminal ? TerminalLine.PAUSE_NANOS : LOG_NANOS)) {
      return;
    }
    drawn = now;
    double each = (now - started) / 1e9 / Math.max(1, done - before);
    String left = done == before ? "" : "  " + time(each * (total - done)) + " left";
    if (terminal) {
      line.draw(what + " " + TerminalLine.bar(done, total) + " " + done + "/" + total + left);
    } else {
      err.printf(Locale.ROOT, "%s: %d of %d%s%n", what, done, total, left);
    }
  }

  @Override
  public void note(String text) {
    line.clear();
    err.println(text);
  }

  @Override
  public void finished(String text) {
    line.clear();
    err.println(text);
  }

  private static String time(double seconds) {
    long s = Math.round(seconds);
    return s < 60
        ? s + " s"
        : s < 3600 ? s / 60 + " min " + s % 60 + " s" : s / 3600 + " h " + s % 3600 / 60 + " min";
  }
}
