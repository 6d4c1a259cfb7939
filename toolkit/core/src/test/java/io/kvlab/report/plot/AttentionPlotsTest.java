package io.kvlab.report.plot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.kvlab.KvlabException;
import io.kvlab.cache.Selection;
import io.kvlab.inspect.AttentionMap;
import io.kvlab.inspect.AttentionProfile;
import io.kvlab.inspect.AttentionProfiler;
import io.kvlab.inspect.AttentionResult;
import io.kvlab.inspect.EvictionTrace;
import io.kvlab.inspect.KeptTokens;
import io.kvlab.inspect.SelectionResult;
import io.kvlab.inspect.TextPart;
import io.kvlab.model.Range;
import io.kvlab.report.ChartFigure;
import io.kvlab.report.Figure;
import io.kvlab.report.chart.Chart;
import io.kvlab.report.chart.Mark;
import java.util.List;
import org.junit.jupiter.api.Test;

class AttentionPlotsTest {
  private static final List<TextPart> PARTS =
      List.of(
          new TextPart("start", "start", new Range(0, 1)),
          new TextPart("shot", "shot 1", new Range(1, 4)),
          new TextPart("question", "question", new Range(4, 6)));
  private static final List<String> TOKENS = List.of("<s>", "A", " is", " 1\n", "B", " <b>?");

  /** The last two tokens of six as queries. */
  private static final AttentionMap HEAD =
      new AttentionMap(
          "gsm-mini/0",
          1,
          0,
          TOKENS,
          PARTS,
          4,
          new float[][] {{.5f, .25f, 0, 0, .25f, 0}, {.5f, .125f, 0, 0, .125f, .25f}});

  private static AttentionProfile profile() {
    AttentionProfiler profiler = new AttentionProfiler("gsm-mini", "arithmetic", 2);
    profiler.example();
    profiler.add(HEAD);
    return profiler.profile();
  }

  @Test
  void profilesAreMeansOverQueries() {
    AttentionProfile profile = profile();
    // by hand: 1.5 ln 2 = 1.0397 and 1.75 ln 2 = 1.2130
    assertThat(profile.entropy()[1]).isEqualTo(1.625 * Math.log(2), within(1e-6));
    assertThat(profile.entropy()[0]).isNaN();
    assertThat(profile.sinkMass()[1]).isEqualTo((0.75 + 0.625) / 2, within(1e-6));
    assertThat(profile.parts().get("start")).isEqualTo(0.5, within(1e-6));
    assertThat(profile.parts().get("shot")).isEqualTo(0.1875, within(1e-6));
    assertThat(profile.parts().get("question")).isEqualTo(0.3125, within(1e-6));
    // the most attended token of six holds half of all; half of the tokens 1.0 + .375 + .375 of 2
    assertThat(profile.mass()[0]).isEqualTo(0.5, within(1e-6));
    assertThat(profile.mass()[8]).isEqualTo(1.75 / 2, within(1e-6));
    assertThat(profile.mass()[13]).isEqualTo(1, within(1e-6));
    // without the first four: .375 and .25 remain
    assertThat(profile.massWithoutSinks()[0]).isEqualTo(0.6, within(1e-6));
  }

  @Test
  void aHeadIsDrawnWithItsPartsAndNothingAboveTheDiagonal() {
    Chart chart = chart(Plots.draw(PlotKind.ATTENTION, result()));
    Mark.Heat heat = (Mark.Heat) chart.panels().get(0).marks().get(0);
    assertThat(heat.z()[0][0]).isEqualTo(Math.log10(0.5), within(1e-6));
    assertThat(heat.z()[0][5]).isNaN();
    assertThat(heat.z()[1][2]).isEqualTo(-4);
    Mark.Regions regions = (Mark.Regions) chart.panels().get(0).marks().get(1);
    assertThat(regions.stretches())
        .extracting(Mark.Stretch::name)
        .containsExactly("start", "shot 1", "question");
  }

  @Test
  void longTextsAreDrawnInBlocksWithTheirLargestWeight() {
    int length = 1000;
    float[][] weights = new float[length][length];
    for (int query = 0; query < length; query++) {
      weights[query][query] = 1;
    }
    AttentionMap map =
        new AttentionMap(
            "x",
            0,
            0,
            java.util.Collections.nCopies(length, "t"),
            List.of(new TextPart("question", "question", new Range(0, length))),
            0,
            weights);
    Figure figure =
        Plots.draw(PlotKind.ATTENTION, new AttentionResult("nano", List.of(map), List.of()));
    Mark.Heat heat = (Mark.Heat) chart(figure).panels().get(0).marks().get(0);
    assertThat(heat.z()).hasNumberOfRows(240);
    for (int i = 0; i < 240; i++) {
      assertThat(heat.z()[i][i]).isEqualTo(0);
    }
    assertThat(figure.caption()).contains("blocks");
  }

  @Test
  void keptSharesCountHeadsAndLayers() {
    Selection selection = Selection.of(new int[][][] {{{0, 4, 5}, {0, 1}}, {{0, 5}, {0, 1, 2, 5}}});
    KeptTokens kept = KeptTokens.of("snapkv", "ratio 0.5", selection, 6);
    assertThat(kept.shares()).containsExactly(1, 0.5, 0.25, 0, 0.25, 0.75);
    assertThat(kept.share(PARTS.get(1))).isEqualTo(0.25, within(1e-12));

    SelectionResult result = selection(kept, new double[] {0.5}, List.of());
    Figure map = Plots.draw(PlotKind.KEPT, result);
    assertThat(map.toFragment("m"))
        .contains("title=\"token 5: kept 75 %\"")
        .contains("&lt;b&gt;?")
        .doesNotContain("<b>?");
    assertThat(map.toSvg()).contains("&lt;s&gt;").contains("snapkv ratio 0.5");
    assertThat(map.toPng()).startsWith(0x89, 'P', 'N', 'G');

    Chart shots = chart(Plots.draw(PlotKind.SHOTS, result));
    Mark.Heat heat = (Mark.Heat) shots.panels().get(0).marks().get(0);
    assertThat(heat.z()[0]).containsExactly(0.25);
    assertThat(((Mark.Bars) shots.panels().get(1).marks().get(0)).y()).containsExactly(0.5);
  }

  @Test
  void evictionShowsWhatIsStillHeldAfterEachToken() {
    List<String> tokens = List.of("<s>", "A", " is", " 1\n", "B", " <b>?", " x", " y");
    double[][] held = {{1, 0, 1, 1, 1, 1, 1, 0}, {1, 0, 0, 1, 1, 1, 1, 1}};
    EvictionTrace trace = new EvictionTrace("h2o ratio 0.5 decode ratio 0.5", tokens, 6, held);
    SelectionResult result =
        selection(new KeptTokens("h2o", "ratio 0.5", new double[6]), new double[0], List.of(trace));
    Mark.Heat heat =
        (Mark.Heat) chart(Plots.draw(PlotKind.EVICTION, result)).panels().get(0).marks().get(0);
    assertThat(heat.z()[0]).containsExactly(1, 0, 1, 1, 1, 1, 1, Double.NaN);
    assertThat(heat.z()[1]).containsExactly(held[1]);
  }

  @Test
  void plotsAskForWhatTheyAreMadeFrom() {
    assertThatThrownBy(() -> Plots.draw(PlotKind.DEGRADATION, result()))
        .isInstanceOf(KvlabException.class)
        .hasMessage(
            "The plot degradation is made from a grid, not from attention; 'show plots' says what each is made from.");
  }

  @Test
  void everyProfilePlotDraws() {
    for (PlotKind kind : List.of(PlotKind.MASS, PlotKind.LAYERS, PlotKind.REGIONS)) {
      Figure figure = Plots.draw(kind, result());
      assertThat(figure.toSvg()).contains("gsm-mini (arithmetic)");
      assertThat(figure.caption()).contains("n = 1 text a task");
    }
  }

  private static AttentionResult result() {
    return new AttentionResult("nano", List.of(HEAD), List.of(profile()));
  }

  private static SelectionResult selection(
      KeptTokens kept, double[] scores, List<EvictionTrace> trace) {
    return new SelectionResult("nano", "gsm-mini/0", TOKENS, PARTS, List.of(kept), scores, trace);
  }

  private static Chart chart(Figure figure) {
    return ((ChartFigure) figure).chart();
  }
}
