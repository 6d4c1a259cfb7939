package io.kvlab.report.plot;

import io.kvlab.KvlabException;
import io.kvlab.experiment.Summary;
import io.kvlab.report.Figure;

/** Draws plots by kind. */
public final class Plots {
  private Plots() {}

  /** A plot of a grid. */
  public static Figure draw(PlotKind kind, Summary summary, PlotOptions options) {
    return switch (kind) {
      case DEGRADATION -> DegradationPlot.of(summary, options);
      case HEATMAP -> DropHeatmap.of(summary);
      case BARS -> CapabilityBars.of(summary, options);
      case PARETO -> ParetoPlot.of(summary, options);
    };
  }

  /** An error where a plot of {@code kind} was asked of something else. */
  static KvlabException unfit(PlotKind kind, PlotKind.Needs given) {
    return KvlabException.usage(
        "The plot %s is made from %s, not from %s."
            .formatted(kind.word(), kind.needs().words(), given.words()));
  }
}
