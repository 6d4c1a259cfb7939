package io.kvlab.engine;

import io.kvlab.model.decode.ContinuousBatch;
import io.kvlab.model.decode.Generation;
import java.util.HashMap;
import java.util.Map;

/**
 * Answers on their way in one continuous batch.
 *
 * @param <T> what an answer belongs to
 */
final class Decoding<T> implements AutoCloseable {
  private final SweepContext sweep;
  private final ContinuousBatch<T> batch;
  private final Map<T, Generation> finished = new HashMap<>();
  private final Map<T, Float> gaps = new HashMap<>();

  Decoding(SweepContext sweep, ContinuousBatch<T> batch) {
    this.sweep = sweep;
    this.batch = batch;
  }

  /** Notes by how much the closest choice of an answer was made before it entered the batch. */
  void entered(T owner, float gap) {
    gaps.put(owner, gap);
  }

  /** Decodes until at most {@code left} answers are unfinished, at least one step. */
  void decode(int left) {
    do {
      sweep.checkCancelled();
      for (ContinuousBatch.Finished<T> done : batch.step()) {
        finished.put(done.tag(), done.generation());
        Float before = gaps.remove(done.tag());
        sweep.counted(Math.min(done.generation().smallestGap(), before == null ? 0 : before));
      }
    } while (batch.size() > left);
  }

  /** Answers still on their way. */
  int size() {
    return batch.size();
  }

  /** Decodes everything; the answers of all that ever entered. */
  Map<T, Generation> finish() {
    decode(0);
    return finished;
  }

  @Override
  public void close() {
    batch.close();
  }
}
