package io.kvlab.result;

import io.kvlab.result.ExampleRow.Failed;
import io.kvlab.result.ExampleRow.Measured;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/**
 * In what two rows of the same cell and example differ. Times always do and are left aside; sums of
 * logarithms may, by what another order of additions makes of them.
 *
 * @param what the name of the value
 * @param stored its value in the one row
 * @param here its value in the other
 */
public record RowDifference(String what, String stored, String here) {
  /** Relative to the value, or absolute below one: far above float32, far below an effect. */
  private static final double ROUNDING = 1e-3;

  /** All differences; none where the rows say the same. */
  public static List<RowDifference> between(ExampleRow stored, ExampleRow here) {
    Found found = new Found();
    if (stored.result() instanceof Measured a && here.result() instanceof Measured b) {
      found.measured(a, b);
    } else {
      found.same("result", words(stored), words(here));
    }
    return List.copyOf(found.all);
  }

  private static String words(ExampleRow row) {
    return row.result() instanceof Failed failed ? "failed: " + failed.reason() : "measured";
  }

  private static final class Found {
    private final List<RowDifference> all = new ArrayList<>();

    void measured(Measured a, Measured b) {
      same("prompt_tokens", a.cache().promptTokens(), b.cache().promptTokens());
      same("kept_entries", a.cache().keptEntries(), b.cache().keptEntries());
      same("total_entries", a.cache().totalEntries(), b.cache().totalEntries());
      same("gold", a.answer().gold(), b.answer().gold());
      same("text", a.answer().text(), b.answer().text());
      same("extracted", a.answer().extracted(), b.answer().extracted());
      close("score", a.answer().score(), b.answer().score());
      same("units", a.answer().units(), b.answer().units());
      same("tokens", a.answer().tokens(), b.answer().tokens());
      same("metrics", a.answer().others().keySet(), b.answer().others().keySet());
      a.answer()
          .others()
          .forEach(
              (name, value) ->
                  Optional.ofNullable(b.answer().others().get(name))
                      .ifPresent(other -> close(name, value, other)));
      same("fidelity", a.fidelity().isPresent(), b.fidelity().isPresent());
      if (a.fidelity().isPresent() && b.fidelity().isPresent()) {
        close("nll", a.fidelity().get().nllSum(), b.fidelity().get().nllSum());
        close("kl", a.fidelity().get().klSum(), b.fidelity().get().klSum());
        same("positions", a.fidelity().get().positions(), b.fidelity().get().positions());
      }
    }

    void same(String what, Object stored, Object here) {
      if (!Objects.equals(stored, here)) {
        all.add(new RowDifference(what, text(stored), text(here)));
      }
    }

    void close(String what, double stored, double here) {
      boolean close = Math.abs(stored - here) <= ROUNDING * Math.max(1, Math.abs(stored));
      if (!close && Double.compare(stored, here) != 0) {
        all.add(new RowDifference(what, number(stored), number(here)));
      }
    }

    private static String text(Object value) {
      return value instanceof Optional<?> maybe
          ? maybe.map(String::valueOf).orElse("none")
          : value.toString();
    }

    private static String number(double value) {
      return String.format(Locale.ROOT, "%.6g", value);
    }
  }
}
