package io.kvlab.report.chart;

import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A picture with a byte a pixel: charts have few colours, and what smooths their edges is told
 * apart by nobody. Files are about half as large.
 */
final class Indexed {
  private static final int MOST = 256;

  /** Of these the most frequent; the others fill the largest gaps, for what is small and rare. */
  private static final int FREQUENT = 208;

  private Indexed() {}

  static BufferedImage of(BufferedImage image) {
    int width = image.getWidth();
    int height = image.getHeight();
    int[] pixels = image.getRGB(0, 0, width, height, null, 0, width);
    Map<Integer, Integer> counts = new HashMap<>();
    for (int pixel : pixels) {
      counts.merge(pixel, 1, Integer::sum);
    }
    int[] palette = palette(counts);
    Map<Integer, Integer> places = new HashMap<>();
    counts.keySet().forEach(color -> places.put(color, nearest(color, palette)));
    IndexColorModel model =
        new IndexColorModel(8, palette.length, palette, 0, false, -1, DataBuffer.TYPE_BYTE);
    BufferedImage indexed =
        new BufferedImage(width, height, BufferedImage.TYPE_BYTE_INDEXED, model);
    int[] samples = new int[pixels.length];
    for (int i = 0; i < pixels.length; i++) {
      samples[i] = places.getOrDefault(pixels[i], 0);
    }
    indexed.getRaster().setSamples(0, 0, width, height, 0, samples);
    return indexed;
  }

  private static int[] palette(Map<Integer, Integer> counts) {
    List<Integer> colors = new ArrayList<>(counts.keySet());
    colors.sort(
        (a, b) -> {
          int byCount = Integer.compare(counts.getOrDefault(b, 0), counts.getOrDefault(a, 0));
          return byCount != 0 ? byCount : Integer.compare(a, b);
        });
    if (colors.size() <= MOST) {
      return colors.stream().mapToInt(Integer::intValue).toArray();
    }
    int[] palette = new int[MOST];
    int[] apart = new int[colors.size()];
    Arrays.fill(apart, Integer.MAX_VALUE);
    for (int i = 0; i < MOST; i++) {
      palette[i] = colors.get(i < FREQUENT ? i : farthest(apart));
      for (int other = 0; other < apart.length; other++) {
        apart[other] = Math.min(apart[other], distance(colors.get(other), palette[i]));
      }
    }
    return palette;
  }

  private static int farthest(int[] apart) {
    int farthest = 0;
    for (int i = 1; i < apart.length; i++) {
      farthest = apart[i] > apart[farthest] ? i : farthest;
    }
    return farthest;
  }

  private static int nearest(int color, int[] palette) {
    int nearest = 0;
    for (int i = 1; i < palette.length; i++) {
      nearest = distance(color, palette[i]) < distance(color, palette[nearest]) ? i : nearest;
    }
    return nearest;
  }

  private static int distance(int a, int b) {
    int sum = 0;
    for (int shift = 0; shift <= 16; shift += 8) {
      int apart = (a >> shift & 0xff) - (b >> shift & 0xff);
      sum += apart * apart;
    }
    return sum;
  }
}
