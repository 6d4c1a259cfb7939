package io.kvlab.engine;

import java.util.Locale;
import java.util.OptionalDouble;

/**
 * Where a run stands, also between two rows.
 *
 * @param done rows that are stored
 * @param total rows of the run
 * @param step what is done now
 * @param share 0..1, of the run's rows, those under way counted in part
 * @param secondsLeft empty while nobody can tell
 */
public record Standing(
    long done, long total, RowSink.Step step, double share, OptionalDouble secondsLeft) {

  /** {@code 592 of 1110, 37 of 74 branches decoded, 12 s left}. */
  public String line() {
    return done
        + " of "
        + total
        + ", "
        + step.done()
        + " of "
        + step.of()
        + " "
        + step.what()
        + (secondsLeft.isPresent() ? ", " + time(secondsLeft.getAsDouble()) + " left" : "");
  }

  /** The same with more rows stored. */
  public Standing with(long rows) {
    return new Standing(
        rows, total, step, Math.max(share, (double) rows / Math.max(1, total)), secondsLeft);
  }

  private static String time(double seconds) {
    long s = Math.max(1, Math.round(seconds));
    if (s < 60) {
      return s + " s";
    }
    return s < 3600
        ? String.format(Locale.ROOT, "%d min %02d s", s / 60, s % 60)
        : String.format(Locale.ROOT, "%d h %02d min", s / 3600, s % 3600 / 60);
  }
}
