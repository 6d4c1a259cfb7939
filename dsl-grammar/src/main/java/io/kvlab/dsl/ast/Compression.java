package io.kvlab.dsl.ast;

import java.util.List;
import java.util.Optional;

/**
 * How a prompt's cache is compressed.
 *
 * @param decodeRatio kept fraction of the generated tokens, for policies that define it
 * @param points where compression happens; empty means the default, {@link #pointsOrDefault}
 */
public record Compression(
    Budgets budget, Optional<Numbers> decodeRatio, List<CompressionPoint> points) {
  public Compression {
    decodeRatio.ifPresent(Budgets::requireRatios);
    points = List.copyOf(points);
  }

  /** The compression points, {@code at prompt} if none is given. */
  public List<CompressionPoint> pointsOrDefault() {
    return points.isEmpty() ? List.of(CompressionPoint.PROMPT) : points;
  }
}
