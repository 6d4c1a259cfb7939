package io.kvlab.engine;

import io.kvlab.plan.Plan;

/**
 * Computes plans, whole or in {@linkplain Plan#pieces pieces}, here or elsewhere. It knows no
 * store: rows go to a sink as examples finish, and the sink says which of them are wanted.
 */
public interface PieceRunner {
  /**
   * Computes what the sink wants of a piece.
   *
   * @throws io.kvlab.KvlabException of kind {@code INTERRUPTED} if it was asked to stop; what was
   *     finished by then has gone to the sink
   */
  void run(Plan piece, RowSink sink, Cancellation cancellation);
}
