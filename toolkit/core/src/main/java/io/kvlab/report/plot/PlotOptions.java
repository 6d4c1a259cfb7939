package io.kvlab.report.plot;

import io.kvlab.summary.SummaryCell;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The clauses of a {@code plot} statement; an empty one means the plot's own choice.
 *
 * @param by the horizontal axis
 * @param color what a colour stands for
 * @param facet what a panel stands for
 */
public record PlotOptions(
    Optional<Dimension> by, Optional<Dimension> color, Optional<Dimension> facet) {
  /** The plot's own choice of everything. */
  public static final PlotOptions DEFAULT =
      new PlotOptions(Optional.empty(), Optional.empty(), Optional.empty());

  /** From the words of the language; an unknown one is an error that names the others. */
  public static PlotOptions of(
      Optional<String> by, Optional<String> color, Optional<String> facet) {
    return new PlotOptions(
        by.map(word -> Dimension.named(word, "by", Dimension.numeric())),
        color.map(word -> Dimension.named(word, "with color", Dimension.named())),
        facet.map(word -> Dimension.named(word, "with facet", Dimension.named())));
  }

  /**
   * What else cells differ in that agree in all of {@code used}: these words must join a series'
   * name, or two series would be one. What differs only from panel to panel need not.
   */
  static List<Dimension> remaining(Collection<SummaryCell> cells, Collection<Dimension> used) {
    boolean taskUsed = used.contains(Dimension.TASK);
    return Dimension.named().stream()
        .filter(dimension -> !used.contains(dimension))
        .filter(dimension -> dimension != Dimension.CAPABILITY || !taskUsed)
        .filter(dimension -> differsWithin(cells, used, dimension))
        .toList();
  }

  private static boolean differsWithin(
      Collection<SummaryCell> cells, Collection<Dimension> used, Dimension dimension) {
    Map<List<String>, String> seen = new HashMap<>();
    for (SummaryCell cell : cells) {
      List<String> place = used.stream().map(one -> one.label(cell.key())).toList();
      String label = dimension.label(cell.key());
      if (!label.equals(seen.computeIfAbsent(place, nothing -> label))) {
        return true;
      }
    }
    return false;
  }

  /** A cell's words in several dimensions. */
  static String label(SummaryCell cell, Collection<Dimension> dimensions) {
    return dimensions.stream()
        .map(dimension -> dimension.label(cell.key()))
        .filter(word -> !word.isEmpty())
        .collect(Collectors.joining(" · "));
  }
}
