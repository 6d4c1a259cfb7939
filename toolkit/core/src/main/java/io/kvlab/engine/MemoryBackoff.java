package io.kvlab.engine;

import io.kvlab.internal.NativeHeap;
import io.kvlab.plan.CellKey.Treatment;
import io.kvlab.result.ExampleRow;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;

/**
 * Computes batches that may turn out to be too large for the memory. What was predicted to fit may
 * not, since others use the machine too: then the batch is halved and the work goes on, with
 * smaller batches from then on. An example that does not fit even alone, under one treatment,
 * becomes a failed row with the reason; it never counts as a wrong answer.
 *
 * @param <T> an example as its engine wants it
 */
final class MemoryBackoff<T> {
  static final String REASON = "it does not fit into the memory, even alone";

  /** Rows of some examples under some treatments. */
  interface Engine<T> {
    List<ExampleRow> run(List<T> examples, Collection<Treatment> treatments);
  }

  /** The row of an example that could not be computed. */
  interface Failing<T> {
    ExampleRow row(T example, Treatment treatment, String reason);
  }

  private final Failing<T> failing;
  private final Consumer<List<ExampleRow>> store;
  private final RunProgress progress;
  private int most;

  /**
   * @param most how many examples are tried at once at first
   * @param store takes rows as soon as they are there
   */
  MemoryBackoff(
      int most, Failing<T> failing, Consumer<List<ExampleRow>> store, RunProgress progress) {
    this.most = most;
    this.failing = failing;
    this.store = store;
    this.progress = progress;
  }

  /** How many examples are worth trying at once, from what has been seen so far. */
  int most() {
    return most;
  }

  /** Computes and stores the rows, in as many parts as it takes. */
  void compute(Engine<T> engine, List<T> examples, List<Treatment> treatments) {
    List<ExampleRow> rows;
    try {
      rows = engine.run(examples, treatments);
    } catch (RuntimeException | OutOfMemoryError e) {
      if (!OutOfMemory.is(e)) {
        throw e;
      }
      NativeHeap.giveBack(); // what the failed attempt left behind is room for the next
      inParts(engine, examples, treatments);
      return;
    }
    store.accept(rows);
  }

  private void inParts(Engine<T> engine, List<T> examples, List<Treatment> treatments) {
    if (examples.size() > 1) {
      int half = (examples.size() + 1) / 2;
      most = Math.min(most, half);
      progress.note(
          "Memory ran out with "
              + examples.size()
              + " examples at once; going on with "
              + half
              + ".");
      compute(engine, examples.subList(0, half), treatments);
      compute(engine, examples.subList(half, examples.size()), treatments);
    } else if (treatments.size() > 1) {
      int half = (treatments.size() + 1) / 2;
      compute(engine, examples, treatments.subList(0, half));
      compute(engine, examples, treatments.subList(half, treatments.size()));
    } else {
      for (Treatment treatment : treatments) {
        store.accept(List.of(failing.row(examples.get(0), treatment, REASON)));
      }
    }
  }
}
