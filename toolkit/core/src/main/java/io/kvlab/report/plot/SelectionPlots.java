package io.kvlab.report.plot;

import io.kvlab.KvlabException;
import io.kvlab.inspect.EvictionTrace;
import io.kvlab.inspect.KeptTokens;
import io.kvlab.inspect.SelectionResult;
import io.kvlab.inspect.TextPart;
import io.kvlab.policy.method.StandardPolicies;
import io.kvlab.report.ChartFigure;
import io.kvlab.report.Figure;
import io.kvlab.report.TokenMapFigure;
import io.kvlab.report.chart.Axis;
import io.kvlab.report.chart.Chart;
import io.kvlab.report.chart.Chart.Panel;
import io.kvlab.report.chart.ColorScale;
import io.kvlab.report.chart.Mark;
import io.kvlab.report.chart.Series;
import io.kvlab.report.chart.TokenMap;
import java.util.ArrayList;
import java.util.IntSummaryStatistics;
import java.util.List;
import java.util.Locale;

/** What policies keep of one prompt. */
final class SelectionPlots {
  /** Texts that still can be read side by side. */
  private static final int MOST_TEXTS = 4;

  private SelectionPlots() {}

  /** The prompt's own text, a copy per policy and budget, shaded by what was kept. */
  static Figure kept(SelectionResult result) {
    List<KeptTokens> shown = kept(result, "shade").stream().limit(MOST_TEXTS).toList();
    List<TokenMap.Column> columns =
        shown.stream()
            .map(kept -> new TokenMap.Column(named(kept), result.tokens(), kept.shares()))
            .toList();
    String more =
        result.kept().size() > MOST_TEXTS
            ? " The first " + MOST_TEXTS + " of " + result.kept().size() + " policies and budgets."
            : "";
    return new TokenMapFigure(
        new TokenMap(
            "What is kept of " + result.subject() + ": " + result.model(),
            "Each token of the prompt is shaded by the share of KV heads, over all layers, that"
                + " kept it; n = 1 prompt of "
                + result.tokens().size()
                + " tokens."
                + more,
            columns));
  }

  /** A row per policy and budget, a column per shot: how much of it is left; scores below. */
  static Figure shots(SelectionResult result) {
    List<KeptTokens> kept = kept(result, "compare");
    List<TextPart> shots = result.shots();
    if (shots.isEmpty()) {
      throw KvlabException.usage(
          "The prompt "
              + result.subject()
              + " holds no shots; take a task with shots, such as gsm-mini.");
    }
    double[][] z = new double[kept.size()][shots.size()];
    List<List<String>> texts = new ArrayList<>();
    for (int row = 0; row < kept.size(); row++) {
      List<String> line = new ArrayList<>();
      for (int shot = 0; shot < shots.size(); shot++) {
        z[row][shot] = kept.get(row).share(shots.get(shot));
        line.add(String.format(Locale.ROOT, "%.2f", z[row][shot]));
      }
      texts.add(line);
    }
    List<String> names = shots.stream().map(shot -> shot.name().replaceFirst(".* ", "")).toList();
    List<String> rows = kept.stream().map(SelectionPlots::named).toList();
    List<Panel> panels = new ArrayList<>();
    panels.add(
        new Panel(
            result.shotScores().length == 0 ? "" : "what is left",
            Axis.categories("shot", names),
            Axis.rows("", rows),
            List.of(new Mark.Heat(z, 0, 1, ColorScale.SHADE, "share of entries kept", texts))));
    if (result.shotScores().length > 0) {
      panels.add(scores(result.shotScores(), names));
    }
    return new ChartFigure(
        new Chart(
            "Which shots survive in " + result.subject() + ": " + result.model(),
            "Share of each shot's cached entries, over all KV heads and layers, that a policy kept"
                + " (1: the whole shot)"
                + (result.shotScores().length > 0
                    ? "; beside it the scores by which whole shots are ranked"
                    : "")
                + "; n = 1 prompt.",
            panels));
  }

  private static Panel scores(double[] scores, List<String> names) {
    List<String> hover = new ArrayList<>();
    for (int i = 0; i < scores.length; i++) {
      hover.add(String.format(Locale.ROOT, "shot %s: %.4g", names.get(i), scores[i]));
    }
    return new Panel(
        "score of each shot",
        Axis.categories("shot", names),
        Axis.around("score (mean accumulated attention)", withZero(scores), 0, Double.MAX_VALUE),
        List.of(new Mark.Bars(new Series("", 0), scores, scores, scores, hover)));
  }

  private static double[] withZero(double[] values) {
    double[] all = java.util.Arrays.copyOf(values, values.length + 1);
    all[values.length] = 0;
    return all;
  }

  /** Positions to the right, generated tokens downwards: what is still held; a panel per policy. */
  static Figure eviction(SelectionResult result) {
    List<EvictionTrace> traces = result.decoding();
    if (traces.isEmpty()) {
      throw KvlabException.usage(
          "Nothing was evicted while decoding; add decode ratio and a policy that has one (h2o,"
              + " tova, shotkv).");
    }
    IntSummaryStatistics lengths =
        traces.stream().mapToInt(trace -> trace.held().length).summaryStatistics();
    return new ChartFigure(
        new Chart(
            "What is evicted when: " + result.subject() + ", " + result.model(),
            "After each generated token (downwards), the share of KV heads, over all layers, that"
                + " still hold each position (to the right); n = 1 generation a panel, of "
                + (lengths.getMin() == lengths.getMax() ? "" : lengths.getMin() + " to ")
                + lengths.getMax()
                + " tokens.",
            traces.stream().map(trace -> eviction(trace, result.parts())).toList()));
  }

  private static Panel eviction(EvictionTrace trace, List<TextPart> parts) {
    int tokens = trace.tokens().size();
    double[][] z = new double[trace.held().length][tokens];
    for (int step = 0; step < z.length; step++) {
      for (int position = 0; position < tokens; position++) {
        boolean reached = position <= trace.promptTokens() + step;
        z[step][position] = reached ? trace.held()[step][position] : Double.NaN;
      }
    }
    List<Mark.Stretch> stretches = new ArrayList<>(AttentionPlots.stretches(parts));
    stretches.add(new Mark.Stretch(trace.promptTokens(), tokens, TextPart.ANSWER));
    return new Panel(
        trace.policy(),
        Axis.linear("position", 0, tokens),
        Axis.positionsDown("generated tokens", 0, Math.max(1, z.length)),
        List.of(
            new Mark.Heat(z, 0, 1, ColorScale.SEQUENTIAL, "share of heads that hold it", List.of()),
            new Mark.Regions(stretches, false)));
  }

  private static String named(KeptTokens kept) {
    return StandardPolicies.LABELS.of(kept.policy()) + " " + kept.budget();
  }

  private static List<KeptTokens> kept(SelectionResult result, String verb) {
    if (result.kept().isEmpty()) {
      throw KvlabException.usage("There is nothing to " + verb + ": no policy was applied.");
    }
    return result.kept();
  }
}
