package io.kvlab.template.value;

/** Finds texts in texts in linear time: Java's own search can be made quadratic. */
public final class Search {
  private static final int SHORT = 16;

  private Search() {}

  /** The first place of {@code part} at or after {@code from}, in chars; -1 where there is none. */
  public static int first(Meter meter, String text, String part, int from) {
    if (part.length() <= SHORT) {
      int found = text.indexOf(part, from);
      meter.read(
          (found < 0 ? text.length() : found + part.length()) - Math.min(from, text.length()));
      return found;
    }
    if (part.length() > text.length() - from) {
      return -1;
    }
    int found = text.startsWith(part, from) ? from : morrisPratt(meter, text, part, from);
    meter.read((found < 0 ? text.length() : found) - from + (long) part.length());
    return found;
  }

  /** The last place that begins before {@code end - part.length()}; -1 where there is none. */
  public static int last(Meter meter, String text, String part, int end) {
    if (part.length() <= SHORT) {
      meter.read(end);
      return text.lastIndexOf(part, end - part.length());
    }
    String backwards = new StringBuilder(text.substring(0, end)).reverse().toString();
    String reversed = new StringBuilder(part).reverse().toString();
    int found = first(meter, backwards, reversed, 0);
    return found < 0 ? -1 : end - found - part.length();
  }

  private static int morrisPratt(Meter meter, String text, String part, int from) {
    meter.list(part.length() / 8);
    int[] border = new int[part.length() + 1];
    border[0] = -1;
    for (int i = 0, k = -1; i < part.length(); border[++i] = ++k) {
      while (k >= 0 && part.charAt(k) != part.charAt(i)) {
        k = border[k];
      }
    }
    for (int i = from, k = 0; i < text.length(); i++) {
      while (k >= 0 && part.charAt(k) != text.charAt(i)) {
        k = border[k];
      }
      if (++k == part.length()) {
        return i - k + 1;
      }
    }
    return -1;
  }
}
