package io.kvlab.cli;

import io.kvlab.engine.RunProgress;
import io.kvlab.engine.Standing;
import io.kvlab.internal.TerminalLine;
import java.io.PrintStream;
import java.time.Duration;

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
    this.drawn = System.nanoTime() - (terminal ? TerminalLine.PAUSE_NANOS : 0);
  }

  @Override
  public void advanced(long done) {
    draw(done + " of " + total, (double) done / Math.max(1, total));
  }

  @Override
  public void working(Standing standing) {
    draw(standing.line(), standing.share());
  }

  private void draw(String text, double share) {
    long now = System.nanoTime();
    if (now - drawn < (terminal ? TerminalLine.PAUSE_NANOS : LOG_NANOS)) {
      return;
    }
    drawn = now;
    if (terminal) {
      line.draw(what + " " + TerminalLine.bar(Math.round(share * 1000), 1000) + " " + text);
    } else {
      err.println(what + ": " + text);
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
}
