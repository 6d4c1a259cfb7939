package io.kvlab.summary;

import io.kvlab.plan.CellKey;
import io.kvlab.summary.stats.Interval;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * One row of a summary: a cell's examples in numbers.
 *
 * @param key what the cell is
 * @param runs the runs that its rows come from
 * @param examples how many there were
 * @param score mean score 0..1 over all answers; NaN where no example was measured
 * @param interval 95 % interval of the score; empty where no example was measured
 * @param fidelity means of a text-fidelity task
 * @param comparison against the full cache; empty for the full cache itself and where there is none
 * @param cache what was kept
 * @param tokensPerSecond generated tokens per second of decoding
 * @param others further metrics by name, mean over examples
 */
public record SummaryCell(
    CellKey key,
    List<String> runs,
    Examples examples,
    double score,
    Optional<Interval> interval,
    Optional<MeanFidelity> fidelity,
    Optional<Comparison> comparison,
    Cache cache,
    OptionalDouble tokensPerSecond,
    Map<String, Double> others) {

  /**
   * How many examples a cell rests on.
   *
   * @param measured examples that have a score
   * @param answers answers in them; more than {@code measured} where one generation holds several
   * @param failures why examples could not be computed, and how many for each reason; they count
   *     neither as right nor as wrong
   * @param unanswered measured examples in which no answer was found
   */
  public record Examples(
      int measured, long answers, Map<String, Integer> failures, int unanswered) {
    /** Number of examples that failed. */
    public int failed() {
      return failures.values().stream().mapToInt(Integer::intValue).sum();
    }
  }

  /**
   * @param kept share of the entries that was kept
   * @param exposed scored tokens per example that were computed from a compressed cache
   * @param bytes of keys and values per example after compression
   */
  public record Cache(double kept, double exposed, double bytes) {}

  /** Mean negative log likelihood and mean divergence from the full cache, in nats per token. */
  public record MeanFidelity(double nll, double kl) {}

  /** The score of the full cache: of the pairs, or the cell's own where it is the full cache. */
  public OptionalDouble baseline() {
    return key.isBaseline() ? OptionalDouble.of(score) : mapped(Comparison::reference);
  }

  /** The score minus the baseline. */
  public OptionalDouble drop() {
    return key.isBaseline() ? OptionalDouble.of(0) : mapped(Comparison::effect);
  }

  /** The drop as a share of the baseline. */
  public OptionalDouble relativeDrop() {
    if (key.isBaseline()) {
      return score > 0 ? OptionalDouble.of(0) : OptionalDouble.empty();
    }
    return comparison.map(Comparison::relative).orElse(OptionalDouble.empty());
  }

  /** The p-value against the full cache after Holm's correction. */
  public OptionalDouble pValue() {
    return mapped(Comparison::corrected);
  }

  /** Whether something was evicted, and yet had no chance to change a scored token. */
  public boolean cannotShowAnEffect() {
    return !key.isBaseline() && examples.measured() > 0 && cache.exposed() == 0 && cache.kept() < 1;
  }

  private OptionalDouble mapped(java.util.function.ToDoubleFunction<Comparison> value) {
    return comparison.isPresent()
        ? OptionalDouble.of(value.applyAsDouble(comparison.get()))
        : OptionalDouble.empty();
  }
}
