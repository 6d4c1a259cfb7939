package io.kvlab.cli;

import io.kvlab.engine.RunProgress;
import io.kvlab.internal.SystemText;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/**
 * The command line, whose engine after some new rows says so on stderr and computes no further
 * until Ctrl-C has been taken note of: a test need not be faster than the engine, nor wait for it
 * by the clock. Told to be stubborn, it does not come back at all, as native code may not.
 */
final class Held implements RunProgress {
  static final String SAID = "held: rows are stored";

  private static final int ROWS = 6;

  private final RunProgress shown;
  private final boolean stubborn;
  private long before = -1;

  private Held(RunProgress shown, boolean stubborn) {
    this.shown = shown;
    this.stubborn = stubborn;
  }

  public static void main(String[] arguments) {
    SystemText.printUtf8();
    Main main = new Main();
    main.common.watched = shown -> new Held(shown, arguments[0].equals("stubborn"));
    int code = Main.commandLine(main).execute(Arrays.copyOfRange(arguments, 1, arguments.length));
    System.out.flush();
    Runtime.getRuntime().halt(code);
  }

  @Override
  public void advanced(long done) {
    shown.advanced(done);
    before = before < 0 ? done : before;
    if (done - before >= ROWS) {
      hold();
    }
  }

  private void hold() {
    CountDownLatch asked = new CountDownLatch(stubborn ? 2 : 1);
    Signal interrupt = new Signal("INT");
    SignalHandler[] theirs = new SignalHandler[1];
    theirs[0] =
        Signal.handle(
            interrupt,
            signal -> {
              theirs[0].handle(signal); // returns when the session has been told
              asked.countDown();
            });
    System.err.println(SAID);
    try {
      asked.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void running(String run) {
    before = -1;
    shown.running(run);
  }

  @Override
  public void started(String what, long total) {
    shown.started(what, total);
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
