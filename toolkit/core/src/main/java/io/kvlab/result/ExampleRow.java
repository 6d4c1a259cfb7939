package io.kvlab.result;

import io.kvlab.plan.CellKey;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * One stored example of one cell: everything from which frames, statistics and plots are made.
 *
 * @param cell the table row to which it belongs
 * @param example which example of the task it is
 * @param result what came of it
 * @param details what few rows state
 */
public record ExampleRow(CellKey cell, ExampleId example, Result result, Details details) {

  /** A row that states what every row states. */
  public ExampleRow(CellKey cell, ExampleId example, Result result) {
    this(cell, example, result, Details.NONE);
  }

  /** The same row, stating more. */
  public ExampleRow with(Details others) {
    return new ExampleRow(cell, example, result, others);
  }

  /**
   * @param index position in the task's data, from 0
   * @param id the stable name by which examples of two cells are paired
   */
  public record ExampleId(int index, String id) {}

  /** What came of an example: {@link Measured}, or {@link Failed} with a reason. */
  public sealed interface Result {}

  /**
   * The example could not be computed (for instance: too large for the memory). It never counts as
   * wrong; frames count it separately.
   */
  public record Failed(String reason) implements Result {}

  /**
   * @param cache what was kept
   * @param answer what the model said and what it is worth
   * @param timing how long it took
   * @param fidelity sums over the positions of a text-fidelity example
   */
  public record Measured(CacheUse cache, Answer answer, Timing timing, Optional<Fidelity> fidelity)
      implements Result {}

  /**
   * @param promptTokens length of the prompt
   * @param keptEntries entries kept, summed over layers and KV heads, right after compression
   * @param totalEntries entries that could have been kept: those before compression
   * @param bytes memory of the kept entries, keys and values
   */
  public record CacheUse(int promptTokens, long keptEntries, long totalEntries, long bytes) {
    public CacheUse {
      if (keptEntries < 0 || keptEntries > totalEntries) {
        throw new IllegalArgumentException(
            "kept entries lie in 0.." + totalEntries + ", not " + keptEntries);
      }
    }

    /** The share of entries that was kept, 0..1; 1 where there was nothing to keep. */
    public double kept() {
      return totalEntries == 0 ? 1 : (double) keptEntries / totalEntries;
    }
  }

  /**
   * @param text what the model generated
   * @param extracted the answer found in the text, if one was found
   * @param gold the answer expected
   * @param score 0..1, higher is better for every metric
   * @param units the answers counted within this example
   * @param others further metrics by name, for instance {@code strict} and {@code flexible}
   * @param tokens the tokens behind the score
   */
  public record Answer(
      String text,
      Optional<String> extracted,
      String gold,
      double score,
      Units units,
      Map<String, Double> others,
      Tokens tokens) {
    public Answer {
      if (!(score >= 0 && score <= 1)) {
        throw new IllegalArgumentException("a score lies in 0..1, not " + score);
      }
      others = Collections.unmodifiableMap(new TreeMap<>(others));
    }
  }

  /**
   * Answers within one generation: 1 of 1 for a usual task, 30 of 35 where one generation answers
   * 35 questions. An example is then a cluster of its units.
   */
  public record Units(int correct, int total) {
    public Units {
      if (total < 1 || correct < 0 || correct > total) {
        throw new IllegalArgumentException(
            "correct units lie in 0..total, not " + correct + " of " + total);
      }
    }

    /** One answer, right or wrong. */
    public static Units one(boolean correct) {
      return new Units(correct ? 1 : 0, 1);
    }
  }

  /**
   * @param generated tokens that were generated, or fed in a text-fidelity example
   * @param scored tokens on which the score rests
   * @param exposed those of the scored tokens that were computed from a compressed cache
   */
  public record Tokens(int generated, int scored, int exposed) {}

  /**
   * @param prefillSeconds from prompt to cache, its evidence and selection included; a share where
   *     several cells used one prefill
   * @param decodeSeconds from cache to text
   */
  public record Timing(double prefillSeconds, double decodeSeconds) {}

  /**
   * @param nllSum negative log likelihood of the true tokens, nats, summed over positions
   * @param klSum divergence of the compressed from the full-cache distribution, nats, summed
   * @param agreeing positions whose most likely token is that of the full cache
   * @param positions positions counted
   */
  public record Fidelity(double nllSum, double klSum, int agreeing, int positions) {}

  /** What was measured, or empty where the example failed. */
  public Optional<Measured> measured() {
    return result instanceof Measured measured ? Optional.of(measured) : Optional.empty();
  }
}
