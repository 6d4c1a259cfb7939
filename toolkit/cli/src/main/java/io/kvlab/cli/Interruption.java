package io.kvlab.cli;

import io.kvlab.KvlabException;
import io.kvlab.engine.RunProgress;
import io.kvlab.engine.Standing;
import io.kvlab.report.table.TextTable;
import io.kvlab.session.Outcome;
import io.kvlab.session.Session;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import sun.misc.Signal;
import tech.tablesaw.api.LongColumn;
import tech.tablesaw.api.Table;

/**
 * What Ctrl-C does. The run is asked to stop, which it does at its next step. A step of a large
 * model may take longer than anybody wants to wait, and native code cannot be interrupted: then the
 * frame of what is stored is printed from here, and the process ends. Nothing is lost either way:
 * finished examples are on the disk, and the same statement goes on from there. A second Ctrl-C
 * ends the process at once.
 */
final class Interruption implements RunProgress {
  /** With the frame itself, the answer comes within a second. */
  private static final long PATIENCE_MILLIS = 300;

  private final Common common;
  private final Session session;
  private final RunProgress shown;
  private final AtomicBoolean asked = new AtomicBoolean();
  private final AtomicBoolean answering = new AtomicBoolean();
  private volatile String run = "";

  private Interruption(Common common, Session session, RunProgress shown) {
    this.common = common;
    this.session = session;
    this.shown = shown;
  }

  /**
   * From now on Ctrl-C stops what {@code session} does; what it does must be told to the result.
   */
  static Interruption listen(Common common, Session session, RunProgress shown) {
    Interruption interruption = new Interruption(common, session, shown);
    Signal.handle(new Signal("INT"), signal -> interruption.stop());
    return interruption;
  }

  private void stop() {
    if (asked.getAndSet(true)) {
      end();
    }
    session.cancel();
    Thread watch = new Thread(this::answerInstead, "interrupt");
    watch.setDaemon(true);
    watch.start();
  }

  private void answerInstead() {
    try {
      Thread.sleep(PATIENCE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return;
    }
    if (!answering.compareAndSet(false, true)) {
      return; // the session has stopped by itself and answers
    }
    if (!run.isEmpty()) {
      try (Session other = Session.open(common.settings())) {
        Outcome partial = other.stored(run);
        Statements.print(common, List.of(partial));
      } catch (RuntimeException e) {
        Main.report(e);
      }
    }
    end();
  }

  private static void end() {
    System.out.flush();
    System.err.flush();
    Runtime.getRuntime().halt(KvlabException.Kind.INTERRUPTED.exitCode());
  }

  /** Whoever wants to print calls this first; it does not return if an answer was given already. */
  void claim() {
    if (!answering.compareAndSet(false, true)) {
      try {
        new CountDownLatch(1).await(); // the process ends while this waits
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Frames load many classes; were that left to the end, it would take most of the second. */
  private static void prepareFrames() {
    Thread thread =
        new Thread(() -> TextTable.render(Table.create("", LongColumn.create("n")), 80), "frames");
    thread.setDaemon(true);
    thread.setPriority(Thread.MIN_PRIORITY);
    thread.start();
  }

  @Override
  public void running(String run) {
    this.run = run;
    prepareFrames();
    shown.running(run);
  }

  @Override
  public void started(String what, long total) {
    shown.started(what, total);
  }

  @Override
  public void advanced(long done) {
    shown.advanced(done);
  }

  @Override
  public void working(Standing standing) {
    shown.working(standing);
  }

  @Override
  public void note(String line) {
    shown.note(line);
  }

  @Override
  public void finished(String line) {
    shown.finished(line);
  }
}
