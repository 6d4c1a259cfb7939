package io.kvlab.engine;

import java.util.EnumMap;
import java.util.Map;

/**
 * How far a batch of examples is between two of its rows. What its stages cost against each other
 * is a guess at first, and known once they have been met.
 */
final class Pace {
  private static final long PAUSE = 200_000_000L; // nanoseconds between two words about it

  /** From this part of a stage on its own speed is a better guess than any other. */
  private static final double TELLING = 0.05;

  /** What a batch goes through. */
  enum Stage {
    /** Counted in tokens of prompts. */
    READING("prompts read", 1),
    /** Counted in answers, as all that follow. */
    DRAFTING("full-cache answers", 200),
    BRANCHING("branches decoded", 60),
    STEPWISE("answers with caches of their own", 200);

    private final String what;
    private final double guess;

    /**
     * @param guess what a unit costs, in tokens of prompts
     */
    Stage(String what, double guess) {
      this.what = what;
      this.guess = guess;
    }
  }

  private final RowSink sink;
  private final Map<Stage, Double> seconds = new EnumMap<>(Stage.class); // a unit, where met
  private final Map<Stage, Double> planned = new EnumMap<>(Stage.class);
  private final Map<Stage, Double> done = new EnumMap<>(Stage.class);
  private Stage stage = Stage.READING;
  private double units;
  private long of;
  private long finished;
  private double under;
  private long began;
  private long said;
  private int rows;
  private int emitted;
  private double answers;
  private double tokens;

  Pace(RowSink sink) {
    this.sink = sink;
  }

  /**
   * Begins a batch.
   *
   * @param rows that it will give
   * @param units of every stage that it will go through
   */
  synchronized void batch(int rows, Map<Stage, Double> units) {
    this.rows = rows;
    this.emitted = 0;
    planned.clear();
    planned.putAll(units);
    done.clear();
    this.units = 0;
    this.of = 0;
  }

  /**
   * Begins a stage.
   *
   * @param of what is counted aloud
   * @param units what it costs is counted in
   */
  synchronized void stage(Stage next, long of, double units) {
    end();
    this.stage = next;
    this.of = of;
    this.units = units;
    this.finished = 0;
    this.under = 0;
    this.began = System.nanoTime();
    say();
  }

  /** Some of the stage's count are finished. */
  synchronized void finished(int count) {
    finished += count;
    say();
  }

  /** What those under way amount to together. */
  synchronized void under(double amount) {
    under = amount;
    say();
  }

  /** An answer was finished; how many tokens are typical. */
  synchronized void answer(int length) {
    answers++;
    tokens += length;
  }

  /** Tokens that an answer had so far; {@code otherwise} before there was any. */
  synchronized double typical(double otherwise) {
    return answers == 0 ? otherwise : Math.max(1, tokens / answers);
  }

  /** Rows were handed over. */
  synchronized void emitted(int count) {
    emitted += count;
  }

  /**
   * Says the same again while a pass runs; may be called from any thread.
   *
   * @param through what of the pass is done, 0..1
   */
  synchronized void beat(double through) {
    if (stage == Stage.READING && units > 0) {
      under = of * through;
    }
    say();
  }

  /** Ends the stage. */
  synchronized void end() {
    if (units > 0) {
      double each = (System.nanoTime() - began) / 1e9 / units;
      seconds.merge(stage, each, (before, now) -> (before + now) / 2);
      done.merge(stage, units, Double::sum);
      units = 0;
    }
  }

  private double part() {
    return of == 0 ? 0 : Math.min(1, (finished + under) / of);
  }

  private void say() {
    long now = System.nanoTime();
    if (now - said < PAUSE || of == 0) {
      return;
    }
    said = now;
    double all = 0;
    double past = 0;
    for (Map.Entry<Stage, Double> entry : planned.entrySet()) {
      double each = cost(entry.getKey(), now);
      boolean here = entry.getKey() == stage && units > 0;
      double through = done.getOrDefault(entry.getKey(), 0.0) + (here ? units * part() : 0);
      all += each * Math.max(entry.getValue(), through);
      past += each * through;
    }
    double amount = all <= 0 ? 0 : rows * past / all;
    long count = (long) Math.min(of, finished + under);
    sink.working(new RowSink.Step(stage.what, count, of, Math.max(0, amount - emitted)));
  }

  /** Seconds, or tokens of prompts where nothing was timed yet. */
  private double cost(Stage which, long now) {
    if (which == stage && units > 0 && part() > TELLING) {
      return (now - began) / 1e9 / (units * part());
    }
    Double known = seconds.get(which);
    return known != null ? known : which.guess * seconds.getOrDefault(Stage.READING, 1.0);
  }
}
