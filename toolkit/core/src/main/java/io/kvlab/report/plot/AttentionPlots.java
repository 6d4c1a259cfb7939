package io.kvlab.report.plot;

import io.kvlab.KvlabException;
import io.kvlab.inspect.AttentionMap;
import io.kvlab.inspect.AttentionProfile;
import io.kvlab.inspect.AttentionResult;
import io.kvlab.inspect.SelectionResult;
import io.kvlab.inspect.TextPart;
import io.kvlab.report.ChartFigure;
import io.kvlab.report.Figure;
import io.kvlab.report.chart.Axis;
import io.kvlab.report.chart.Chart;
import io.kvlab.report.chart.Chart.Panel;
import io.kvlab.report.chart.ColorScale;
import io.kvlab.report.chart.Mark;
import io.kvlab.report.chart.Series;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/** What a model attends to. */
final class AttentionPlots {
  /** Panels of single heads in one figure. */
  private static final int MOST_HEADS = 12;

  /** Rows and columns of a head's picture; larger ones show the largest weight of each block. */
  private static final int FINEST = 240;

  /** The same where many heads share a page. */
  private static final int FINEST_OF_MANY = 120;

  private static final int MANY = 4;

  /** Weights below are drawn as this one. */
  private static final double FAINTEST = 1e-4;

  /** Parts of a text as they follow each other. */
  private static final List<String> ORDER =
      List.of(
          "start",
          "system",
          "instruction",
          SelectionResult.SHOT,
          "context",
          "question",
          "end",
          TextPart.ANSWER);

  private AttentionPlots() {}

  /** A matrix per head: queries downwards, keys to the right, parts of the prompt marked. */
  static Figure heads(AttentionResult result) {
    if (result.maps().isEmpty()) {
      throw KvlabException.usage(
          "This result holds no single heads; name some: attention on TASK with MODEL layer 0 head"
              + " 0.");
    }
    List<AttentionMap> maps = result.maps().stream().limit(MOST_HEADS).toList();
    int finest = maps.size() > MANY ? FINEST_OF_MANY : FINEST;
    boolean coarse = maps.stream().anyMatch(map -> map.tokens().size() > finest);
    List<Panel> panels = maps.stream().map(map -> head(map, maps, finest)).toList();
    String caption =
        "Weight of each query token (downwards) on each earlier token (to the right), decimal"
            + " logarithm, weights below 0.0001 as 0.0001; lines mark the parts of the text."
            + (coarse ? " Long texts are drawn in blocks, each with its largest weight." : "")
            + (result.maps().size() > MOST_HEADS
                ? " The first " + MOST_HEADS + " of " + result.maps().size() + " heads."
                : "");
    List<String> texts = maps.stream().map(AttentionMap::subject).distinct().toList();
    String title =
        "Attention of " + result.model() + (texts.size() == 1 ? " on " + texts.get(0) : "");
    return new ChartFigure(new Chart(title, caption, panels));
  }

  private static Panel head(AttentionMap map, List<AttentionMap> all, int finest) {
    int queries = map.weights().length;
    int keys = map.tokens().size();
    int rows = Math.min(queries, finest);
    int columns = Math.min(keys, finest);
    double[][] z = new double[rows][columns];
    for (double[] row : z) {
      Arrays.fill(row, Double.NaN);
    }
    for (int query = 0; query < queries; query++) {
      double[] row = z[query * rows / queries];
      for (int key = 0; key <= map.firstQuery() + query; key++) {
        int column = key * columns / keys;
        double value = Math.log10(Math.max(FAINTEST, map.weights()[query][key]));
        row[column] = Double.isNaN(row[column]) ? value : Math.max(row[column], value);
      }
    }
    boolean square = map.firstQuery() == 0 && queries == keys;
    boolean oneText = all.stream().map(AttentionMap::subject).distinct().count() == 1;
    String title =
        (oneText ? "" : map.subject() + ", ")
            + "layer %d, head %d".formatted(map.layer(), map.head());
    return new Panel(
        title,
        Axis.linear("key position", 0, keys),
        Axis.positionsDown(
            "query position", map.firstQuery(), map.firstQuery() + Math.max(1, queries)),
        List.of(
            new Mark.Heat(z, -4, 0, ColorScale.SEQUENTIAL, "log10 of attention weight", List.of()),
            new Mark.Regions(stretches(map.parts()), square)));
  }

  /** How much attention the most attended tokens hold, with and without the first four. */
  static Figure mass(AttentionResult result) {
    List<AttentionProfile> profiles = profiles(result);
    Axis x = Axis.linear("most attended tokens, % of the text", 0, 100);
    Axis y = Axis.linear("share of attention", 0, 1);
    List<Panel> panels =
        List.of(
            new Panel(
                "all tokens",
                x,
                y,
                curves(profiles, p -> percent(p.top()), AttentionProfile::mass)),
            new Panel(
                "without the first " + AttentionProfile.SINKS,
                x,
                y,
                curves(profiles, p -> percent(p.top()), AttentionProfile::massWithoutSinks)));
    return new ChartFigure(
        new Chart(
            "How few tokens hold the attention of " + result.model(),
            "Attention received by the most attended x% of tokens, mean over heads and layers; on"
                + " the right the first "
                + AttentionProfile.SINKS
                + " tokens and their attention are left out; "
                + counted(profiles)
                + ".",
            panels));
  }

  /** How wide heads look, layer by layer, and how much rests on the first four tokens. */
  static Figure layers(AttentionResult result) {
    List<AttentionProfile> profiles = profiles(result);
    int layers = profiles.stream().mapToInt(p -> p.entropy().length).max().orElse(1);
    int step = (layers + 7) / 8;
    double[] ticks =
        IntStream.iterate(0, layer -> layer < layers, layer -> layer + step)
            .asDoubleStream()
            .toArray();
    Axis x = Axis.at("layer", -0.2, Math.max(1, layers - 1) + 0.2, ticks);
    double[] entropies =
        DoubleStream.concat(
                DoubleStream.of(0),
                profiles.stream().flatMapToDouble(p -> Arrays.stream(p.entropy())))
            .toArray();
    Function<AttentionProfile, double[]> layer =
        p -> IntStream.range(0, p.entropy().length).asDoubleStream().toArray();
    List<Panel> panels =
        List.of(
            new Panel(
                "entropy",
                x,
                Axis.around("nats", entropies, 0, Double.MAX_VALUE),
                curves(profiles, layer, AttentionProfile::entropy)),
            new Panel(
                "sink mass",
                x,
                Axis.linear("share of attention on the first " + AttentionProfile.SINKS, 0, 1),
                curves(profiles, layer, AttentionProfile::sinkMass)));
    return new ChartFigure(
        new Chart(
            "Attention layer by layer: " + result.model(),
            "Left: entropy of a query's weights, nats (0: one token; higher: spread). Right: share"
                + " on the first "
                + AttentionProfile.SINKS
                + " tokens. Means over heads and queries; "
                + counted(profiles)
                + ".",
            panels));
  }

  /** Where attention goes: a stacked bar per capability, a colour per part of the prompt. */
  static Figure parts(AttentionResult result) {
    List<AttentionProfile> profiles = profiles(result);
    Set<String> found = new LinkedHashSet<>();
    profiles.forEach(profile -> found.addAll(profile.parts().keySet()));
    List<String> kinds = found.stream().sorted(Comparator.comparingInt(ORDER::indexOf)).toList();
    List<Mark> marks = new ArrayList<>();
    int index = 0;
    for (String kind : kinds) {
      marks.add(
          new Mark.Stack(
              new Series(kind, index++),
              profiles.stream().mapToDouble(p -> p.parts().getOrDefault(kind, 0.0)).toArray()));
    }
    List<String> names = profiles.stream().map(AttentionPlots::name).toList();
    return new ChartFigure(
        new Chart(
            "Where the attention of " + result.model() + " goes",
            "Share of attention on each part of the text, mean over layers, heads and the queries"
                + (kinds.contains(TextPart.ANSWER) ? " that write the answer; " : "; ")
                + counted(profiles)
                + ".",
            List.of(
                new Panel(
                    "",
                    Axis.categories("", names),
                    Axis.linear("share of attention", 0, 1),
                    marks))));
  }

  private static List<Mark> curves(
      List<AttentionProfile> profiles,
      Function<AttentionProfile, double[]> x,
      Function<AttentionProfile, double[]> y) {
    List<Mark> marks = new ArrayList<>();
    for (int i = 0; i < profiles.size(); i++) {
      AttentionProfile profile = profiles.get(i);
      Series series = new Series(name(profile), i);
      double[] all = y.apply(profile);
      int[] known = IntStream.range(0, all.length).filter(p -> !Double.isNaN(all[p])).toArray();
      double[] xs = at(x.apply(profile), known);
      double[] ys = at(all, known);
      List<String> hover = new ArrayList<>();
      for (int point = 0; point < xs.length; point++) {
        hover.add(
            String.format(
                Locale.ROOT, "%s, %s: %.3f", series.name(), number(xs[point]), ys[point]));
      }
      marks.add(new Mark.Line(series, xs, ys, new double[0], new double[0], hover));
    }
    return marks;
  }

  private static double[] at(double[] values, int[] places) {
    return Arrays.stream(places).mapToDouble(place -> values[place]).toArray();
  }

  private static String number(double value) {
    return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
  }

  private static double[] percent(double[] shares) {
    return Arrays.stream(shares).map(share -> Math.rint(share * 1e4) / 100).toArray();
  }

  private static String name(AttentionProfile profile) {
    return profile.capability().isEmpty() || profile.capability().equals(profile.subject())
        ? profile.subject()
        : profile.subject() + " (" + profile.capability() + ")";
  }

  private static List<AttentionProfile> profiles(AttentionResult result) {
    if (result.profiles().isEmpty()) {
      throw KvlabException.usage(
          "This result holds no attention to sum up; bind one of attention on a task.");
    }
    return result.profiles();
  }

  private static String counted(List<AttentionProfile> profiles) {
    int fewest = profiles.stream().mapToInt(AttentionProfile::examples).min().orElse(0);
    int most = profiles.stream().mapToInt(AttentionProfile::examples).max().orElse(0);
    return "n = "
        + (fewest == most ? "" + most : fewest + " to " + most)
        + (most == 1 ? " text a task" : " texts a task");
  }

  /** The parts of a text as labelled stretches. */
  static List<Mark.Stretch> stretches(List<TextPart> parts) {
    return parts.stream()
        .filter(part -> part.tokens().length() > 0)
        .map(part -> new Mark.Stretch(part.tokens().from(), part.tokens().to(), part.name()))
        .toList();
  }
}
