package io.kvlab.report.plot;

import io.kvlab.report.chart.Series;
import java.util.LinkedHashMap;
import java.util.Map;

/** Gives each name of a figure its colour; the full cache is grey in every figure. */
final class Colors {
  private static final int GREY = 6;
  private static final int[] OTHERS = {0, 1, 2, 3, 4, 5, 7};

  private final Map<String, Series> series = new LinkedHashMap<>();
  private int next;

  /** The series of this name, the same at every call. */
  Series of(String name) {
    Series known = series.get(name);
    if (known != null) {
      return known;
    }
    boolean full = name.equals("full") || name.startsWith("full ");
    Series made = new Series(name, full ? GREY : OTHERS[next++ % OTHERS.length]);
    series.put(name, made);
    return made;
  }

  /** All series so far, by name. */
  Map<String, Series> all() {
    return series;
  }
}
