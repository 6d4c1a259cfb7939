package io.kvlab.engine;

import io.kvlab.internal.NativeHeap;
import io.kvlab.plan.CellKey.Treatment;
import io.kvlab.result.ExampleRow;
import java.util.ArrayList;
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
  /** Nanoseconds between two times that rows are handed over. */
  private static final long PAUSE = 250_000_000L;

  static final String REASON = "it does not fit into the memory, even alone";

  /** Gives rows of some examples under some treatments, as they are finished. */
  interface Engine<T> {
    void run(List<T> examples, Collection<Treatment> treatments, Consumer<ExampleRow> rows);
  }

  /** The row of an example that could not be computed. */
  interface Failing<T> {
    ExampleRow row(T example, Treatment treatment, String reason);
  }

  private final Failing<T> failing;
  private final Consumer<List<ExampleRow>> store;
  private final Consumer<String> note;
  private final List<ExampleRow> waiting = new ArrayList<>();
  private long handed = System.nanoTime();
  private int most;

  /**
   * @param most how many examples are tried at once at first
   * @param store takes rows a few times a second, as soon as they are there
   * @param note takes sentences for the user
   */
  MemoryBackoff(
      int most, Failing<T> failing, Consumer<List<ExampleRow>> store, Consumer<String> note) {
    this.most = most;
    this.failing = failing;
    this.store = store;
    this.note = note;
  }

  /** How many examples are worth trying at once, from what has been seen so far. */
  int most() {
    return most;
  }

  /** Computes and stores the rows, in as many parts as it takes. */
  void compute(Engine<T> engine, List<T> examples, List<Treatment> treatments) {
    try {
      engine.run(examples, treatments, this::take);
    } catch (RuntimeException | OutOfMemoryError e) {
      handOver(); // what is finished stays, whatever became of the rest
      if (!OutOfMemory.is(e)) {
        throw e;
      }
      NativeHeap.giveBack(); // what the failed attempt left behind is room for the next
      inParts(engine, examples, treatments);
      return;
    }
    handOver();
  }

  private void take(ExampleRow row) {
    waiting.add(row);
    if (System.nanoTime() - handed > PAUSE) {
      handOver();
    }
  }

  private void handOver() {
    List<ExampleRow> rows = List.copyOf(waiting);
    waiting.clear();
    if (!rows.isEmpty()) {
      store.accept(rows);
    }
    handed = System.nanoTime();
  }

  private void inParts(Engine<T> engine, List<T> examples, List<Treatment> treatments) {
    if (examples.size() > 1) {
      int half = (examples.size() + 1) / 2;
      most = Math.min(most, half);
      note.accept(
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
