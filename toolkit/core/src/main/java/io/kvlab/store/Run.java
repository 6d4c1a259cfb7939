package io.kvlab.store;

import java.time.Instant;

/**
 * A stored run.
 *
 * @param id short and readable: the date on which it began and five letters, {@code 20261124-k3f9a}
 * @param spec what it was asked to do
 * @param state how far it came
 * @param rows finished examples, failed ones included
 * @param failed those of the rows that failed
 * @param created when it began by the clock of that machine; for display, never for order
 * @param updated when its state last changed; never before {@code created}
 */
public record Run(
    String id,
    RunSpec spec,
    State state,
    long rows,
    long failed,
    Instant created,
    Instant updated) {

  /** How far a run came. */
  public enum State {
    /** A process that is alive works on it. */
    RUNNING,
    /** Every example of the plan has a row. */
    DONE,
    /** The user stopped it, or its process died; the same statement continues it. */
    INTERRUPTED,
    /** It could not go on; the same statement continues it. */
    FAILED
  }

  /** The same run in another state. */
  Run in(State other) {
    return new Run(id, spec, other, rows, failed, created, updated);
  }
}
