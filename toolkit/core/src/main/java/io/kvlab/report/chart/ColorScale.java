package io.kvlab.report.chart;

/** From 0..1 to a colour. Both scales keep their order in grey and for any common colour vision. */
public enum ColorScale {
  /** Dark blue to yellow, after cividis (Nunez, Anderton and Renslow 2018). */
  SEQUENTIAL(
      0x00224e, 0x123570, 0x3b496c, 0x575d6d, 0x707173, 0x8a8678, 0xa59c74, 0xc3b369, 0xe1cc55,
      0xfee838),
  /** White to blue: ground to ink. */
  SHADE(0xf7fbff, 0xdcebf7, 0xb5d4e9, 0x7db4d8, 0x4292c6, 0x1f6fb2, 0x084a91),
  /** Vermillion over white to blue: worse over equal to better. */
  DIVERGING(0xa63603, 0xd55e00, 0xf2a272, 0xf7f7f7, 0x8cbfe0, 0x2b8cc4, 0x00528a);

  private final int[] stops;

  ColorScale(int... stops) {
    this.stops = stops;
  }

  /** The colour {@code 0xrrggbb} of a value in 0..1; values outside are clamped. */
  public int rgb(double value) {
    double at = Math.max(0, Math.min(1, Double.isNaN(value) ? 0 : value)) * (stops.length - 1);
    int below = Math.min(stops.length - 2, (int) at);
    double part = at - below;
    int rgb = 0;
    for (int shift = 16; shift >= 0; shift -= 8) {
      int from = (stops[below] >> shift) & 0xff;
      int to = (stops[below + 1] >> shift) & 0xff;
      rgb |= (int) Math.round(from + part * (to - from)) << shift;
    }
    return rgb;
  }

  /** Whether black reads better than white on the colour of {@code value} (WCAG luminance). */
  public boolean isBright(double value) {
    int rgb = rgb(value);
    double luminance =
        0.2126 * linear(rgb >> 16) + 0.7152 * linear(rgb >> 8) + 0.0722 * linear(rgb);
    return luminance > 0.179;
  }

  private static double linear(int channel) {
    double value = (channel & 0xff) / 255.0;
    return value <= 0.04045 ? value / 12.92 : Math.pow((value + 0.055) / 1.055, 2.4);
  }

  int stops() {
    return stops.length;
  }
}
