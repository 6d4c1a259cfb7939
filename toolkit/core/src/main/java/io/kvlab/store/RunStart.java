package io.kvlab.store;

/**
 * A run that may now be appended to.
 *
 * @param run the run
 * @param origin where it came from
 * @param sentence the same for the user, with the reason where an earlier run could not be
 *     continued
 * @param worthSaying whether the user may have expected something else: an earlier run is taken up,
 *     is complete already, or could not be continued
 */
public record RunStart(Run run, Origin origin, String sentence, boolean worthSaying) {

  /** Where a run came from. */
  public enum Origin {
    /** It holds no rows yet. */
    NEW,
    /** A run with the same fingerprint, unfinished or with failed examples; its rows are kept. */
    CONTINUED,
    /** A run with the same fingerprint that was done, without failed examples. */
    COMPLETE
  }
}
