package io.kvlab.engine;

/** Where a run tells how far it is. Called from the thread that runs. */
public interface RunProgress {
  /** Tells nobody. */
  RunProgress SILENT = new RunProgress() {};

  /** The run under whose id everything that follows is stored. */
  default void running(String run) {}

  /**
   * @param what what is being done, for instance {@code gsm-mini with nano}
   * @param total units of work
   */
  default void started(String what, long total) {}

  /** {@code done} units of work are finished. */
  default void advanced(long done) {}

  /** Where the run stands, several times a second, also while no row is finished. */
  default void working(Standing standing) {}

  /** Something worth a line while the run goes on. */
  default void note(String line) {}

  /** The run is over; {@code line} is the one that stays. */
  default void finished(String line) {}
}
