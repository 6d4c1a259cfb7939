package io.kvlab.report.chart;

import java.util.List;
import java.util.Locale;

/**
 * A colour by its meaning, so that one picture is readable on light and on dark ground. Series
 * follow Okabe and Ito (2008), which people with any common colour vision tell apart; on dark
 * ground each is lighter.
 *
 * @param role short name, also the class in SVG
 * @param light {@code #rrggbb} on light ground
 * @param dark {@code #rrggbb} on dark ground
 * @param opacity 0..1
 */
public record Ink(String role, String light, String dark, double opacity) {
  static final Ink GROUND = new Ink("ground", "#ffffff", "#14171c", 1);
  static final Ink TEXT = new Ink("text", "#1f2328", "#e6e8eb", 1);
  static final Ink MUTED = new Ink("muted", "#59636e", "#a3acb6", 1);
  static final Ink GRID = new Ink("grid", "#e4e7eb", "#2b3139", 1);
  static final Ink FRAME = new Ink("frame", "#a9b1ba", "#5b6571", 1);

  private static final List<Ink> SERIES =
      List.of(
          new Ink("s0", "#0072b2", "#4c9be8", 1),
          new Ink("s1", "#d55e00", "#f0793a", 1),
          new Ink("s2", "#009e73", "#2dbe93", 1),
          new Ink("s3", "#cc79a7", "#e29cc4", 1),
          new Ink("s4", "#e69f00", "#f2b134", 1),
          new Ink("s5", "#56b4e9", "#9ad4f5", 1),
          new Ink("s6", "#4d4d4d", "#c8c8c8", 1),
          new Ink("s7", "#a89a00", "#f0e442", 1));

  /** All inks that change with the ground. */
  static List<Ink> themed() {
    List<Ink> all = new java.util.ArrayList<>(List.of(GROUND, TEXT, MUTED, GRID, FRAME));
    all.addAll(SERIES);
    return all;
  }

  /** The ink of the series with this index; colours repeat after eight. */
  static Ink series(int index) {
    return SERIES.get(Math.floorMod(index, SERIES.size()));
  }

  /** The same colour on every ground. */
  static Ink fixed(int rgb) {
    String hex = String.format(Locale.ROOT, "#%06x", rgb & 0xffffff);
    return new Ink("", hex, hex, 1);
  }

  /** The same ink, thinner. */
  Ink at(double opacity) {
    return new Ink(role, light, dark, opacity);
  }

  /** The name by which the page's script finds the colour of the ground in use. */
  String token() {
    return role.isEmpty() ? light : "ink:" + role + (opacity < 1 ? "/" + opacity : "");
  }
}
