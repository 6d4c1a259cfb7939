package io.kvlab.engine;

import io.kvlab.model.Model;

/** Tells how far a long pass is while its thread waits for it. */
final class Heartbeat implements AutoCloseable {
  private static final long PAUSE = 400; // milliseconds

  private final Thread thread;

  private Heartbeat(Thread thread) {
    this.thread = thread;
  }

  /** Beats until it is closed. */
  static Heartbeat start(Pace pace, Model model) {
    Thread thread = new Thread(() -> beat(pace, model), "heartbeat");
    thread.setDaemon(true);
    thread.start();
    return new Heartbeat(thread);
  }

  private static void beat(Pace pace, Model model) {
    try {
      while (true) {
        Thread.sleep(PAUSE);
        pace.beat(model.through());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // closed
    }
  }

  @Override
  public void close() {
    thread.interrupt();
    boolean interrupted = Thread.interrupted();
    try {
      thread.join(); // the model may be closed after this
    } catch (InterruptedException e) {
      interrupted = true;
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
