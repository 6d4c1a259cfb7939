package io.kvlab.report.plot;

import io.kvlab.KvlabException;
import io.kvlab.inspect.AttentionResult;
import io.kvlab.inspect.SelectionResult;
import io.kvlab.report.Figure;
import io.kvlab.summary.Summary;

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
      default -> throw unfit(kind, PlotKind.Needs.GRID);
    };
  }

  /** A plot of what a model attends to. */
  public static Figure draw(PlotKind kind, AttentionResult result) {
    return switch (kind) {
      case ATTENTION -> AttentionPlots.heads(result);
      case MASS -> AttentionPlots.mass(result);
      case LAYERS -> AttentionPlots.layers(result);
      case REGIONS -> AttentionPlots.parts(result);
      default -> throw unfit(kind, PlotKind.Needs.ATTENTION);
    };
  }

  /** A plot of what policies keep of one prompt. */
  public static Figure draw(PlotKind kind, SelectionResult result) {
    return switch (kind) {
      case KEPT -> SelectionPlots.kept(result);
      case SHOTS -> SelectionPlots.shots(result);
      case EVICTION -> SelectionPlots.eviction(result);
      default -> throw unfit(kind, PlotKind.Needs.SELECTION);
    };
  }

  private static KvlabException unfit(PlotKind kind, PlotKind.Needs given) {
    return KvlabException.usage(
        "The plot %s is made from %s, not from %s; 'show plots' says what each is made from."
            .formatted(kind.word(), kind.needs().words(), given.words()));
  }
}
