package io.kvlab.report.chart;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * One axis.
 *
 * @param title with its unit
 * @param low where it begins
 * @param high where it ends
 * @param ticks the labelled places
 * @param kind how values become places
 */
public record Axis(String title, double low, double high, List<Tick> ticks, Kind kind) {

  /** A labelled place. */
  public record Tick(double value, String label) {}

  /** How values become places. */
  public enum Kind {
    LINEAR,
    LOG,
    /** Categories 0, 1, 2 ... each in the middle of a unit from -0.5 on. */
    CATEGORY,
    /** As CATEGORY, but the first at the top (or a linear axis that runs downwards). */
    DOWNWARD
  }

  public Axis {
    if (!(low < high)) {
      throw new IllegalArgumentException("an axis runs from " + low + " to a larger value");
    }
    ticks = List.copyOf(ticks);
  }

  /** A linear axis with about five round ticks. */
  public static Axis linear(String title, double low, double high) {
    double end = high > low ? high : low + 1;
    return new Axis(title, low, end, roundTicks(low, end, 5), Kind.LINEAR);
  }

  /** A linear axis with ticks at given values. */
  public static Axis at(String title, double low, double high, double[] values) {
    List<Tick> ticks = new ArrayList<>();
    for (double value : values) {
      ticks.add(new Tick(value, number(value)));
    }
    return new Axis(title, low, high, ticks, Kind.LINEAR);
  }

  /** A logarithmic axis of bytes, ticks at powers of two. */
  public static Axis bytes(String title, double low, double high) {
    double from = Math.pow(2, Math.floor(log2(low)));
    double to = Math.pow(2, Math.max(Math.ceil(log2(high)), log2(from) + 1));
    List<Tick> ticks = new ArrayList<>();
    int step = Math.max(1, (int) Math.ceil(log2(to / from) / 6));
    for (double value = from; value <= to * 1.001; value *= Math.pow(2, step)) {
      ticks.add(new Tick(value, byteLabel(value)));
    }
    return new Axis(title, from, to, ticks, Kind.LOG);
  }

  /** Categories, left to right. */
  public static Axis categories(String title, List<String> names) {
    return categories(title, names, Kind.CATEGORY);
  }

  /** Categories, top to bottom. */
  public static Axis rows(String title, List<String> names) {
    return categories(title, names, Kind.DOWNWARD);
  }

  /** Positions 0..count, downwards, with round ticks. */
  public static Axis positionsDown(String title, double low, double high) {
    return new Axis(title, low, high, roundTicks(low, high, 6), Kind.DOWNWARD);
  }

  private static Axis categories(String title, List<String> names, Kind kind) {
    List<Tick> ticks = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      ticks.add(new Tick(i, names.get(i)));
    }
    return new Axis(title, -0.5, Math.max(1, names.size()) - 0.5, ticks, kind);
  }

  /** Where a value lies between both ends, 0..1; upwards or to the right. */
  double place(double value) {
    double place =
        kind == Kind.LOG
            ? Math.log(value / low) / Math.log(high / low)
            : (value - low) / (high - low);
    return kind == Kind.DOWNWARD ? 1 - place : place;
  }

  /** The smallest axis of round ends around all values, within {@code floor..ceiling}. */
  public static Axis around(String title, double[] values, double floor, double ceiling) {
    double low = Double.POSITIVE_INFINITY;
    double high = Double.NEGATIVE_INFINITY;
    for (double value : values) {
      if (!Double.isNaN(value)) {
        low = Math.min(low, value);
        high = Math.max(high, value);
      }
    }
    if (low > high) {
      low = Math.max(0, floor);
      high = low + 1;
    }
    double step = roundStep(Math.max(high - low, 1e-3), 5);
    double from = Math.max(floor, Math.floor(low / step - 1e-9) * step);
    double to = Math.min(ceiling, Math.ceil(high / step + 1e-9) * step);
    return linear(title, from, to > from ? to : from + step);
  }

  private static List<Tick> roundTicks(double low, double high, int about) {
    double step = roundStep(high - low, about);
    List<Tick> ticks = new ArrayList<>();
    for (long i = (long) Math.ceil(low / step - 1e-9); i * step <= high + step * 1e-9; i++) {
      ticks.add(new Tick(i * step, number(i * step)));
    }
    return ticks;
  }

  private static double roundStep(double range, int about) {
    double rough = range / about;
    double power = Math.pow(10, Math.floor(Math.log10(rough)));
    double part = rough / power;
    return power * (part <= 1 ? 1 : part <= 2 ? 2 : part <= 5 ? 5 : 10);
  }

  /** A number without needless digits. */
  static String number(double value) {
    String text = String.format(Locale.ROOT, "%.6f", value);
    text = text.replaceAll("0+$", "").replaceAll("\\.$", "");
    return text.equals("-0") ? "0" : text;
  }

  private static double log2(double value) {
    return Math.log(value) / Math.log(2);
  }

  private static String byteLabel(double value) {
    String[] units = {"B", "KiB", "MiB", "GiB", "TiB"};
    int unit = 0;
    double scaled = value;
    while (scaled >= 1024 && unit < units.length - 1) {
      scaled /= 1024;
      unit++;
    }
    return number(scaled) + " " + units[unit];
  }
}
