package io.kvlab.report.table;

import java.util.Locale;
import java.util.Map;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.FloatColumn;
import tech.tablesaw.api.NumericColumn;
import tech.tablesaw.columns.Column;

/** How the values of a column are written for people: by its name where kvlab knows it. */
enum CellFormat {
  TEXT,
  WHOLE,
  /** As short as it reads back: ratios, capacities. */
  SHORT,
  /** Three decimals: scores. */
  SCORE,
  /** Three decimals and a sign: differences. */
  SIGNED,
  /** A share as a percentage with a sign. */
  PERCENT,
  P_VALUE,
  BYTES,
  /** Four significant digits. */
  GENERAL;

  private static final Map<String, CellFormat> BY_NAME =
      Map.ofEntries(
          Map.entry("ratio", SHORT),
          Map.entry("capacity", SHORT),
          Map.entry("kept", SCORE),
          Map.entry("score", SCORE),
          Map.entry("nll", SCORE),
          Map.entry("kl", SCORE),
          Map.entry("ci_low", SCORE),
          Map.entry("ci_high", SCORE),
          Map.entry("baseline", SCORE),
          Map.entry("strict", SCORE),
          Map.entry("flexible", SCORE),
          Map.entry("score_a", SCORE),
          Map.entry("score_b", SCORE),
          Map.entry("drop", SIGNED),
          Map.entry("effect", SIGNED),
          Map.entry("effect_low", SIGNED),
          Map.entry("effect_high", SIGNED),
          Map.entry("relative_drop", PERCENT),
          Map.entry("paper_drop", PERCENT),
          Map.entry("drop_at_question", PERCENT),
          Map.entry("paper_score", SCORE),
          Map.entry("score_at_question", SCORE),
          Map.entry("p_value", P_VALUE),
          Map.entry("kv_bytes", BYTES),
          Map.entry("KV cache per example", BYTES),
          Map.entry("ratio: share of the prompt's KV cache kept", SHORT),
          Map.entry("prompt_tokens", WHOLE),
          Map.entry("kept_entries", WHOLE),
          Map.entry("generated", WHOLE));

  static CellFormat of(Column<?> column) {
    CellFormat known = BY_NAME.get(column.name());
    if (!(column instanceof NumericColumn)) {
      return TEXT;
    }
    if (known != null) {
      return known;
    }
    return column instanceof DoubleColumn || column instanceof FloatColumn ? GENERAL : WHOLE;
  }

  boolean isNumber() {
    return this != TEXT;
  }

  /** The value in row {@code row} as text; empty where it is missing. */
  String format(Column<?> column, int row) {
    if (column.isMissing(row)) {
      return "";
    }
    if (this == TEXT || !(column instanceof NumericColumn<?> numbers)) {
      return Plain.line(column.getString(row));
    }
    return format(numbers.getDouble(row));
  }

  String format(double value) {
    return switch (this) {
      case TEXT, SHORT -> shortest(value);
      case WHOLE -> String.format(Locale.ROOT, "%d", Math.round(value));
      case SCORE -> String.format(Locale.ROOT, "%.3f", value);
      case SIGNED -> signed("%+.3f", value);
      case PERCENT -> signed("%+.1f", 100 * value) + " %";
      case P_VALUE -> value < 0.001 ? "<0.001" : String.format(Locale.ROOT, "%.3f", value);
      case BYTES -> TextBytes.of(value);
      case GENERAL -> general(value);
    };
  }

  /** A difference of nothing has no sign. */
  private static String signed(String pattern, double value) {
    String text = String.format(Locale.ROOT, pattern, value);
    return text.matches("[+-]0\\.0+") ? text.substring(1) : text;
  }

  private static String shortest(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e15
        ? Long.toString((long) value)
        : Double.toString(value);
  }

  private static String general(double value) {
    double size = Math.abs(value);
    if (value == Math.rint(value) && size < 1e6) {
      return Long.toString((long) value);
    }
    if (size >= 1e6 || size < 1e-4) {
      return String.format(Locale.ROOT, "%.3g", value);
    }
    int decimals = Math.max(0, 3 - (int) Math.floor(Math.log10(size)));
    return String.format(Locale.ROOT, "%." + Math.min(6, decimals) + "f", value);
  }
}
