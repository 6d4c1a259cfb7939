package io.kvlab.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.kvlab.KvlabException;
import io.kvlab.engine.RunProgress;
import io.kvlab.inspect.AttentionResult;
import io.kvlab.inspect.TextPart;
import io.kvlab.report.ChartFigure;
import io.kvlab.report.Figure;
import io.kvlab.report.TokenMapFigure;
import io.kvlab.report.chart.Chart;
import io.kvlab.report.chart.Mark;
import io.kvlab.report.chart.TokenMap;
import io.kvlab.result.ExampleRow;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pictures of one prompt, held against the rows that the runner measured on the same prompt. */
class PicturesTest {
  @TempDir static Path folder;
  private static Session session;

  @BeforeAll
  static void open() {
    session = Workshop.bundled(folder);
  }

  @AfterAll
  static void close() {
    session.close();
  }

  private static Figure figure(String text) {
    List<Outcome> outcomes = session.execute(text, RunProgress.SILENT);
    return ((Outcome.Picture) outcomes.get(outcomes.size() - 1)).figure();
  }

  private static Chart chart(Figure figure) {
    return ((ChartFigure) figure).chart();
  }

  private static List<ExampleRow> compressed(Grid grid, int example) {
    return grid.rows().stream()
        .filter(row -> !row.cell().isBaseline() && row.example().index() == example)
        .toList();
  }

  /** The share of the first {@code prompt} positions that a column shows as kept. */
  private static double share(TokenMap.Column column, int prompt) {
    return Arrays.stream(column.shares()).limit(prompt).average().orElseThrow();
  }

  @Test
  void whatAPictureShowsAsKeptIsWhatTheRowsCount() {
    Grid grid =
        Workshop.grid(
            session,
            "k = compress streamingllm, h2o, snapkv(window=16) ratio 0.3 at prompt, last on"
                + " gsm-mini with nano shots 2 limit 2");
    TokenMap map = ((TokenMapFigure) figure("plot kept of k example 1")).map();
    List<ExampleRow> rows = compressed(grid, 1);
    assertThat(map.columns()).hasSize(4); // the first four of six
    for (int i = 0; i < map.columns().size(); i++) {
      TokenMap.Column column = map.columns().get(i);
      ExampleRow row =
          rows.stream()
              .filter(r -> title(r).equals(column.title()))
              .findFirst()
              .orElseThrow(() -> new AssertionError(column.title()));
      ExampleRow.Measured measured = Workshop.measured(row);
      int positions = measured.cache().promptTokens();
      assertThat(share(column, column.shares().length))
          .as(column.title())
          .isEqualTo(measured.cache().kept(), within(1.5 / positions));
    }
  }

  private static String title(ExampleRow row) {
    var treatment = row.cell().treatment();
    String policy = io.kvlab.policy.method.StandardPolicies.LABELS.of(treatment.policy());
    String at = treatment.point().keyword().equals("prompt") ? "" : " at last";
    return policy + " " + treatment.budget() + at;
  }

  @Test
  void theShotsThatShotKvKeepsAreThoseOfTheHighestScore() {
    session.execute(
        "s = compress shotkv(scope=global, fit=stop) ratio 0.4 on gsm-mini with nano shots 5 limit 1",
        RunProgress.SILENT);
    Chart chart = chart(figure("plot shots of s"));
    double[] kept = ((Mark.Heat) chart.panels().get(0).marks().get(0)).z()[0];
    double[] scores = ((Mark.Bars) chart.panels().get(1).marks().get(0)).y();
    assertThat(kept).hasSize(5);
    double worstKept = Double.MAX_VALUE;
    double bestDropped = 0;
    for (int shot = 0; shot < kept.length; shot++) {
      if (kept[shot] > 0.99) {
        worstKept = Math.min(worstKept, scores[shot]);
      } else {
        assertThat(kept[shot]).isLessThan(0.5); // no more of it than a protected start
        bestDropped = Math.max(bestDropped, scores[shot]);
      }
    }
    assertThat(worstKept).isLessThan(Double.MAX_VALUE).isGreaterThan(bestDropped);
    assertThat(bestDropped).isGreaterThan(0);
  }

  @Test
  void evictionIsSeenOverTheVeryAnswerThatWasScored() {
    Grid grid =
        Workshop.grid(
            session,
            "d = compress h2o ratio 0.4 decode ratio 0.5 on gsm-mini with nano shots 2 limit 1");
    ExampleRow.Measured measured = Workshop.measured(compressed(grid, 0).get(0));
    Figure figure = figure("plot eviction of d");
    Mark.Heat heat = (Mark.Heat) chart(figure).panels().get(0).marks().get(0);
    int prompt = measured.cache().promptTokens();
    int generated = measured.answer().tokens().generated();
    assertThat(heat.z().length).isBetween(generated - 2, generated);
    double first = held(heat.z()[0]);
    double budget = Math.floor(0.4 * prompt + 0.5);
    assertThat(first).isBetween(budget, budget + 2); // and the token that was just generated
    for (int step = 0; step < heat.z().length; step++) {
      // h2o holds the prompt's budget and half of what was generated
      double allowed = budget + Math.floor(0.5 * (step + 1) + 0.5);
      assertThat(held(heat.z()[step])).as("step " + step).isEqualTo(allowed, within(1e-6));
    }
  }

  private static double held(double[] row) {
    return Arrays.stream(row).filter(value -> !Double.isNaN(value)).sum();
  }

  @Test
  void attentionIsThatOfPromptAndAnswerWithTheirPartsMarked() {
    AttentionResult result =
        ((Outcome.Attention)
                session
                    .execute(
                        "attention on gsm-mini with nano shots 2 layer 1 head 0",
                        RunProgress.SILENT)
                    .get(0))
            .result();
    assertThat(result.maps().get(0).parts())
        .extracting(TextPart::name)
        .containsExactly("start", "shot 1", "shot 2", "question", "answer");
    String answer =
        String.join(
            "",
            result
                .maps()
                .get(0)
                .tokens()
                .subList(
                    result.maps().get(0).parts().get(4).tokens().from(),
                    result.maps().get(0).tokens().size()));
    Grid full = Workshop.grid(session, "baseline on gsm-mini with nano shots 2 limit 1");
    assertThat(answer.strip())
        .startsWith(Workshop.measured(full.rows().get(0)).answer().text().strip());
    assertThat(result.profiles().get(0).parts().values().stream().mapToDouble(v -> v).sum())
        .isEqualTo(1, within(1e-3));
  }

  @Test
  void anExampleThatIsNotThereIsNamed() {
    session.execute(
        "one = compress h2o ratio 0.5 on code-mini with nano limit 1", RunProgress.SILENT);
    assertThatThrownBy(() -> figure("plot eviction of one"))
        .isInstanceOf(KvlabException.class)
        .hasMessageContaining("decode ratio");
  }
}
