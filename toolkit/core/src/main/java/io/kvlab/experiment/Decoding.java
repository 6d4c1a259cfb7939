package io.kvlab.experiment;

import io.kvlab.cache.KvCache.Source;
import io.kvlab.model.DecodeBatch;
import io.kvlab.model.Generation;
import java.util.HashMap;
import java.util.Map;

/**
 * Answers on their way in one continuous batch.
 *
 * @param <T> what an answer belongs to
 */
final class Decoding<T> implements AutoCloseable {
  private final SweepContext sweep;
  private final DecodeBatch<T> batch;
  private final Map<T, Generation> finished = new HashMap<>();
  private final Map<T, Float> gaps = new HashMap<>();

  Decoding(SweepContext sweep) {
    this.sweep = sweep;
    this.batch = new DecodeBatch<>(sweep.model());
  }

  /**
   * Lets an answer enter at the next step; its source is copied then and must stay open until.
   *
   * @param generated its tokens so far; all but the last are in the source
   * @param gap by how much the closest choice so far was made
   */
  void add(T owner, Source source, PreparedPrompt prompt, int[] generated, float gap) {
    gaps.put(owner, gap);
    batch.add(owner, source, prompt.ids(), generated, sweep.stop(prompt), token -> {});
  }

  /** Decodes until at most {@code left} answers are unfinished, at least one step. */
  void decode(int left) {
    do {
      sweep.checkCancelled();
      for (DecodeBatch.Finished<T> done : batch.step()) {
        finished.put(done.tag(), done.generation());
        Float before = gaps.remove(done.tag());
        sweep.counted(Math.min(done.generation().smallestGap(), before == null ? 0 : before));
      }
    } while (batch.size() > left);
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
