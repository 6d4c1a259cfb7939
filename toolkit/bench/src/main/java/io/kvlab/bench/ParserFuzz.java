package io.kvlab.bench;

import io.kvlab.dsl.Checker;
import io.kvlab.dsl.Completer;
import io.kvlab.dsl.Described;
import io.kvlab.dsl.Dsl;
import io.kvlab.dsl.DslException;
import io.kvlab.dsl.Formatter;
import io.kvlab.dsl.Vocabulary;
import io.kvlab.dsl.ast.Program;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Feeds the language random and mutated texts: it must answer each with a program or a {@link
 * DslException}, whatever is accepted must survive formatting, and completion must never fail.
 */
public final class ParserFuzz {
  private static final int KEPT_FAILURES = 10;
  private static final long COMPLETION_EVERY = 8;

  private ParserFuzz() {}

  /**
   * What a run saw.
   *
   * @param accepted texts that are programs
   * @param refused texts answered with a {@link DslException}
   * @param completed texts that were also completed at a random place
   * @param failed texts that broke a promise; must be 0
   * @param failures the first few of them, and what happened
   * @param slowest the longest time for one text
   * @param total the time for all
   */
  public record Figures(
      long texts,
      long accepted,
      long refused,
      long completed,
      long failed,
      List<String> failures,
      Duration slowest,
      Duration total) {
    public Figures {
      failures = List.copyOf(failures);
    }
  }

  /**
   * Runs a number of texts, the same for the same seed.
   *
   * @param count how many
   */
  public static Figures run(long count, long seed) {
    RandomTexts texts = new RandomTexts(seed);
    RandomGenerator random = texts.random();
    Vocabulary vocabulary =
        kind -> List.of(new Described(kind.word(), kind.plural()), new Described("a b", ""));
    long accepted = 0;
    long completed = 0;
    long failed = 0;
    long slowest = 0;
    List<String> failures = new ArrayList<>();
    long begin = System.nanoTime();
    for (long i = 0; i < count; i++) {
      String text = texts.next();
      long start = System.nanoTime();
      try {
        accepted += accepts(text, vocabulary) ? 1 : 0;
        if (i % COMPLETION_EVERY == 0) {
          Completer.complete(text, random.nextInt(text.length() + 1), vocabulary);
          completed++;
        }
      } catch (RuntimeException | StackOverflowError e) { // what a run is there to find
        failed++;
        if (failures.size() < KEPT_FAILURES) {
          failures.add(e + " for: " + text);
        }
      }
      slowest = Math.max(slowest, System.nanoTime() - start);
    }
    return new Figures(
        count,
        accepted,
        count - accepted - failed,
        completed,
        failed,
        failures,
        Duration.ofNanos(slowest),
        Duration.ofNanos(System.nanoTime() - begin));
  }

  private static boolean accepts(String text, Vocabulary vocabulary) {
    Program program;
    Dsl.looksLikeStatement(text);
    try {
      program = Dsl.parse(text);
    } catch (DslException e) {
      if (e.rendered().lines().count() != 3) {
        throw new IllegalStateException("an error is a sentence, a line and a caret", e);
      }
      return false;
    }
    String formatted = Formatter.format(program);
    if (!Dsl.parse(formatted).equals(program)) {
      throw new IllegalStateException("formatting changed the meaning to: " + formatted);
    }
    Checker.check(program, vocabulary);
    return true;
  }
}
