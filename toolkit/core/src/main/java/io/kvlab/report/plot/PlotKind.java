package io.kvlab.report.plot;

import io.kvlab.KvlabException;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** Every plot that kvlab can draw, by name: for {@code show plots}, completion and help. */
public enum PlotKind {
  DEGRADATION(
      Needs.GRID,
      "score against what is kept, with 95% intervals: a curve per policy, a panel per task"),
  HEATMAP(Needs.GRID, "relative drop at a glance: policies and ratios against tasks"),
  BARS(Needs.GRID, "score per task and policy at one ratio, beside the full cache"),
  PARETO(Needs.GRID, "score against KV bytes; cells that no other beats at less memory are marked"),
  ATTENTION(Needs.ATTENTION, "weights of single heads as matrices, the parts of the prompt marked"),
  MASS(
      Needs.ATTENTION,
      "share of attention on the most attended tokens, with and without the first 4"),
  LAYERS(Needs.ATTENTION, "entropy and attention on the first 4 tokens, by layer"),
  REGIONS(Needs.ATTENTION, "share of attention per part of the prompt: shots, question, answer"),
  KEPT(
      Needs.SELECTION,
      "the prompt's own text, each token shaded by how many heads and layers kept it"),
  SHOTS(Needs.SELECTION, "what is left of each shot per policy, and the scores of the shots"),
  EVICTION(Needs.SELECTION, "what was evicted when, while the answer was generated");

  /** What a plot is made from. */
  public enum Needs {
    /** The result of a compress query. */
    GRID("a grid"),
    /** The result of an attention query. */
    ATTENTION("attention"),
    /** What policies keep of one prompt. */
    SELECTION("selections");

    private final String words;

    Needs(String words) {
      this.words = words;
    }

    /** In words. */
    public String words() {
      return words;
    }
  }

  private final Needs needs;
  private final String description;

  PlotKind(Needs needs, String description) {
    this.needs = needs;
    this.description = description;
  }

  /** The word of the language. */
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** What it is made from. */
  public Needs needs() {
    return needs;
  }

  /** What it shows, in half a sentence. */
  public String description() {
    return description;
  }

  /** The plot of this name; an unknown one is an error that names the others. */
  public static PlotKind named(String word) {
    return Arrays.stream(values())
        .filter(kind -> kind.word().equals(word.toLowerCase(Locale.ROOT)))
        .findFirst()
        .orElseThrow(
            () ->
                KvlabException.usage(
                    "There is no plot \"%s\"; there is %s (show plots describes them)."
                        .formatted(
                            word,
                            Arrays.stream(values())
                                .map(PlotKind::word)
                                .collect(Collectors.joining(", ")))));
  }
}
