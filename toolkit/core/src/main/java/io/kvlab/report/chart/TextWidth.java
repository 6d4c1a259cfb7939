package io.kvlab.report.chart;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * How wide a text will be, without asking a font, so that a picture is the same on every machine.
 * The estimate is that of a wide sans-serif, so that others have room.
 */
final class TextWidth {
  private TextWidth() {}

  /** Width of {@code text} in pixels at {@code size} pixels. */
  static double of(String text, double size) {
    return text.codePoints().mapToDouble(TextWidth::em).sum() * size;
  }

  private static double em(int c) {
    if (c > 0x2e80) {
      return 1.0;
    }
    return switch (c) {
      case 'i', 'j', 'l', '.', ',', ':', ';', '\'', '|', '!' -> 0.32;
      case ' ', 'f', 't', 'r', '(', ')', '[', ']', '-', '/', '·' -> 0.40;
      case 'm', 'w', 'M', 'W', '%', '@', '…' -> 0.93;
      default -> Character.isUpperCase(c) ? 0.70 : 0.61;
    };
  }

  /** {@code text} cut to {@code width} pixels, an ellipsis where something is missing. */
  static String fit(String text, double size, double width) {
    if (of(text, size) <= width) {
      return text;
    }
    int end = text.length();
    while (end > 0 && of(text.substring(0, end) + "…", size) > width) {
      end = text.offsetByCodePoints(end, -1);
    }
    return text.substring(0, end).stripTrailing() + "…";
  }

  /** As {@link #wrap}, but empty where a single word is wider than that. */
  static Optional<List<String>> wholeWords(String text, double size, double width) {
    return Arrays.stream(text.split("\\s+")).allMatch(word -> of(word, size) <= width)
        ? Optional.of(wrap(text, size, width))
        : Optional.empty();
  }

  /** A heading in lines; what stands in brackets at its end gets a line of its own. */
  static List<String> heading(String text, double size, double width) {
    int bracket = text.indexOf(" (");
    if (of(text, size) <= width || bracket < 0 || !text.endsWith(")")) {
      return wrap(text, size, width);
    }
    List<String> lines = new ArrayList<>(wrap(text.substring(0, bracket), size, width));
    lines.addAll(wrap(text.substring(bracket + 2, text.length() - 1), size, width));
    return lines;
  }

  /** Lines of at most {@code width} pixels, broken between words. */
  static List<String> wrap(String text, double size, double width) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    for (String word : text.split("\\s+")) {
      String longer = line.isEmpty() ? word : line + " " + word;
      if (!line.isEmpty() && of(longer, size) > width) {
        lines.add(fit(line.toString(), size, width));
        line.setLength(0);
        longer = word;
      }
      line.setLength(0);
      line.append(longer);
    }
    if (!line.isEmpty()) {
      lines.add(fit(line.toString(), size, width));
    }
    return lines;
  }
}
