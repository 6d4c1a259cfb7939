package io.kvlab.engine;

import io.kvlab.model.decode.ContinuousBatch;
import io.kvlab.model.decode.Generation;
import java.util.HashMap;
import java.util.Map;

/**
 * Answers on their way in one continuous batch; each is handed over when it is finished.
 *
 * @param <T> what an answer belongs to
 */
final class Decoding<T> implements AutoCloseable {
  /** Of an answer that is longer than usual nobody knows how far it is. */
  private static final double ALMOST = 0.9;

  private final SweepContext sweep;
  private final ContinuousBatch<T> batch;
  private final Answered<T> heard;
  private final Map<T, Entered> open = new HashMap<>();
  private final Shares shares = new Shares();
  private long steps;
  private long entries; // steps at which those on their way entered, summed

  /** Takes an answer and its share of the time that all took together. */
  @FunctionalInterface
  interface Answered<T> {
    void answered(T owner, Generation answer, double seconds);
  }

  /**
   * @param gap by how much the closest choice was made before
   * @param clock at which it would have entered, had it borne nothing before
   */
  private record Entered(float gap, double clock, long step) {}

  Decoding(SweepContext sweep, ContinuousBatch<T> batch, Answered<T> heard) {
    this.sweep = sweep;
    this.batch = batch;
    this.heard = heard;
  }

  /**
   * Notes that an answer enters the batch.
   *
   * @param gap by how much its closest choice was made before
   * @param seconds its share of the time before
   */
  void entered(T owner, float gap, double seconds) {
    open.put(owner, new Entered(gap, shares.clock() - seconds, steps));
    entries += steps;
  }

  /** Decodes until at most {@code left} answers are unfinished, at least one step. */
  void decode(int left) {
    shares.resume();
    do {
      sweep.checkCancelled();
      int together = batch.size();
      var finished = batch.step();
      steps++;
      shares.passed(together);
      for (ContinuousBatch.Finished<T> done : finished) {
        Entered entered = open.remove(done.tag());
        if (entered == null) {
          throw new IllegalStateException("an answer that nobody asked for");
        }
        entries -= entered.step();
        sweep.counted(Math.min(done.generation().smallestGap(), entered.gap()));
        sweep.pace().answer(done.generation().ids().length);
        heard.answered(done.tag(), done.generation(), shares.clock() - entered.clock());
      }
      sweep.pace().finished(finished.size());
      sweep.pace().under(under());
    } while (batch.size() > left);
  }

  /** What the answers on their way amount to. */
  double under() {
    if (open.isEmpty()) {
      return 0;
    }
    double each = steps - (double) entries / open.size();
    double typical = sweep.pace().typical(sweep.stop().maxTokens() / 2.0);
    return open.size() * Math.min(ALMOST, each / typical);
  }

  /** Answers still on their way. */
  int size() {
    return batch.size();
  }

  /** Decodes everything. */
  void finish() {
    decode(0);
  }

  @Override
  public void close() {
    batch.close();
  }
}
