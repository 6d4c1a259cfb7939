package io.kvlab.report.table;

import java.util.Locale;

/** Amounts of memory in words. */
public final class TextBytes {
  private TextBytes() {}

  /** For instance {@code 20.0 KiB}. */
  public static String of(double bytes) {
    String[] units = {"B", "KiB", "MiB", "GiB", "TiB"};
    int unit = 0;
    double scaled = bytes;
    while (Math.abs(scaled) >= 1024 && unit < units.length - 1) {
      scaled /= 1024;
      unit++;
    }
    String pattern = unit == 0 || scaled >= 100 ? "%.0f %s" : "%.1f %s";
    return String.format(Locale.ROOT, pattern, scaled, units[unit]);
  }
}
