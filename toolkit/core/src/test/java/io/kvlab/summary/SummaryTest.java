package io.kvlab.summary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.kvlab.plan.CellKey;
import io.kvlab.plan.CellKey.Workload;
import io.kvlab.result.ExampleRow;
import io.kvlab.result.ExampleRow.Answer;
import io.kvlab.result.ExampleRow.Fidelity;
import io.kvlab.result.ExampleRow.Measured;
import io.kvlab.result.ExampleRow.Tokens;
import io.kvlab.result.ExampleRow.Units;
import io.kvlab.summary.stats.Interval;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SummaryTest {
  private static final CellKey FULL = Grids.cell("gsm-mini", "full", "1");
  private static final CellKey SNAPKV = Grids.cell("gsm-mini", "snapkv", "0.1");

  @Test
  void aCellIsComparedWithItsFullCachePairedByExample() {
    List<ExampleRow> rows = new ArrayList<>(Grids.rows(FULL, 263, 81));
    for (int i = 0; i < 263; i++) {
      // nine of the 81 are lost, two of the others gained
      rows.add(Grids.row(SNAPKV, i, i >= 9 && i < 83));
    }
    List<SummaryCell> cells = Grids.summary(rows).cells();
    assertThat(cells).extracting(SummaryCell::key).containsExactly(FULL, SNAPKV);

    SummaryCell full = cells.get(0);
    assertThat(full.score()).isEqualTo(81 / 263.0, within(1e-12));
    // Newcombe (1998): 81 of 263
    Interval interval = full.interval().orElseThrow();
    assertThat(interval.low()).isEqualTo(0.2553, within(5e-5));
    assertThat(interval.high()).isEqualTo(0.3662, within(5e-5));
    assertThat(full.baseline()).hasValue(full.score());
    assertThat(full.drop()).hasValue(0);
    assertThat(full.pValue()).isEmpty();

    SummaryCell snapkv = cells.get(1);
    Comparison comparison = snapkv.comparison().orElseThrow();
    assertThat(comparison.pairs()).isEqualTo(263);
    assertThat(snapkv.drop().orElseThrow()).isEqualTo(-7 / 263.0, within(1e-12));
    assertThat(snapkv.relativeDrop().orElseThrow()).isEqualTo(-7 / 81.0, within(1e-12));
    // exact2x2's vignette: 9 against 2
    assertThat(comparison.pValue()).isEqualTo(0.06543, within(5e-6));
    assertThat(comparison.interval().contains(-7 / 263.0)).isTrue();
    assertThat(comparison.interval().high()).isLessThan(0.005);
    assertThat(snapkv.cache().kept()).isEqualTo(0.1, within(1e-12));
    assertThat(snapkv.cache().bytes()).isEqualTo(20 * 8 * 128);
    assertThat(snapkv.tokensPerSecond().orElseThrow()).isEqualTo(36, within(1e-9));
  }

  @Test
  void theOrderOfRowsDoesNotMatter() {
    List<ExampleRow> rows =
        Grids.falling(40, List.of("gsm-mini", "needle-mini"), List.of("snapkv", "h2o"));
    Summary summary = Grids.summary(rows);
    List<ExampleRow> shuffled = new ArrayList<>(rows);
    Collections.shuffle(shuffled, new Random(9));
    assertThat(Grids.summary(shuffled)).isEqualTo(summary);
    assertThat(summary.cells()).hasSize(22);
  }

  @Test
  void thePlansOrderIsKept() {
    List<ExampleRow> rows = new ArrayList<>(Grids.rows(FULL, 5, 3));
    rows.addAll(Grids.rows(SNAPKV, 5, 2));
    assertThat(Summary.of(List.of(Grids.run(rows)), List.of(SNAPKV, FULL)).cells())
        .extracting(SummaryCell::key)
        .containsExactly(SNAPKV, FULL);
  }

  @Test
  void holmsCorrectionSpansTheGrid() {
    List<ExampleRow> rows = new ArrayList<>(Grids.rows(FULL, 100, 60));
    rows.addAll(Grids.rows(SNAPKV, 100, 50)); // ten lost: p = 2^-9
    rows.addAll(Grids.rows(Grids.cell("gsm-mini", "h2o", "0.1"), 100, 54)); // six: p = 2^-5
    rows.addAll(Grids.rows(Grids.cell("gsm-mini", "random", "0.1"), 100, 60)); // none: 1
    List<SummaryCell> cells = Grids.summary(rows).cells();
    assertThat(cells.stream().skip(1).map(cell -> cell.pValue().orElseThrow()))
        .containsExactly(2 * Math.pow(2, -5), 1.0, 3 * Math.pow(2, -9));
  }

  @Test
  void aFailedExampleCountsNeitherAsRightNorAsWrong() {
    List<ExampleRow> rows = new ArrayList<>(Grids.rows(FULL, 20, 20));
    rows.addAll(Grids.rows(SNAPKV, 18, 18));
    rows.add(Grids.failed(SNAPKV, 18, "out of memory"));
    rows.add(Grids.failed(SNAPKV, 19, "out of memory"));
    Summary summary = Grids.summary(rows);
    SummaryCell cell = summary.cells().get(1);
    assertThat(cell.score()).isEqualTo(1);
    assertThat(cell.examples().measured()).isEqualTo(18);
    assertThat(cell.examples().failed()).isEqualTo(2);
    assertThat(cell.drop()).hasValue(0);
    assertThat(summary.notes())
        .contains("2 examples failed and count neither as right nor as wrong: out of memory (2).");
  }

  @Test
  void aCellWhoseEveryExampleFailedHasNoScore() {
    Summary summary =
        Grids.summary(List.of(Grids.row(FULL, 0, true), Grids.failed(SNAPKV, 0, "out of memory")));
    SummaryCell cell = summary.cells().get(1);
    assertThat(cell.score()).isNaN();
    assertThat(cell.interval()).isEmpty();
    assertThat(cell.comparison()).isEmpty();
  }

  @Test
  void notesSayWhatTheSampleCouldHaveShown() {
    List<ExampleRow> rows = new ArrayList<>(Grids.rows(FULL, 50, 30));
    rows.addAll(Grids.rows(SNAPKV, 50, 25));
    assertThat(Grids.summary(rows).notes())
        .containsExactly(
            "With n = 50 no drop smaller than 0.120 could have been significant (gsm-mini).");
    List<ExampleRow> few = new ArrayList<>(Grids.rows(FULL, 5, 3));
    few.addAll(Grids.rows(SNAPKV, 5, 2));
    assertThat(Grids.summary(few).notes())
        .containsExactly(
            "With n = 5 no drop, however large, could have been significant (gsm-mini).");
  }

  @Test
  void aBaselineAloneSaysWhatAComparisonWithItCouldShow() {
    assertThat(Grids.summary(Grids.rows(FULL, 50, 30)).notes())
        .containsExactly(
            "With n = 50 no drop smaller than 0.120 could have been significant against it"
                + " (gsm-mini).");
  }

  @Test
  void fractionalScoresAreJudgedByHowTheyVary() {
    List<ExampleRow> rows = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      rows.add(fractional(FULL, i, 0.5));
      rows.add(fractional(SNAPKV, i, i % 2 == 0 ? 0.4 : 0.3));
    }
    Summary summary = Grids.summary(rows);
    // differences of -0.1 and -0.2: standard deviation 0.0513; Student's t of 19 is 2.0930
    assertThat(summary.notes())
        .containsExactly(
            "With n = 20 and differences that vary as here, no mean drop smaller than about 0.024"
                + " could have been significant (gsm-mini).");
    assertThat(summary.cells().get(1).pValue().orElseThrow()).isLessThan(0.001);
    assertThat(
            Grids.summary(rows.stream().filter(row -> row.cell().isBaseline()).limit(19).toList())
                .notes())
        .isEmpty();
  }

  private static ExampleRow fractional(CellKey cell, int index, double score) {
    Measured measured = Grids.row(cell, index, true).measured().orElseThrow();
    Answer answer =
        new Answer(
            "",
            Optional.empty(),
            "",
            score,
            Units.one(score >= 0.5),
            Map.of(),
            new Tokens(9, 9, 8));
    return new ExampleRow(
        cell,
        new ExampleRow.ExampleId(index, "gsm-mini/" + index),
        new Measured(measured.cache(), answer, measured.timing(), Optional.empty()));
  }

  @Test
  void aCellThatCannotShowAnEffectIsNamed() {
    List<ExampleRow> rows = new ArrayList<>(Grids.rows(FULL, 60, 30));
    for (ExampleRow row : Grids.rows(SNAPKV, 60, 30)) {
      rows.add(withAnswer(row, new Units(1, 1), new Tokens(1, 1, 0), Optional.empty()));
    }
    assertThat(Grids.summary(rows).notes())
        .contains(
            "exposed is 0 for gsm-mini at prompt: every scored token comes from the full cache, so"
                + " this cell cannot show an effect; try the same at question.");
  }

  @Test
  void aMissingBaselineIsSaid() {
    Summary summary = Grids.summary(Grids.rows(SNAPKV, 10, 5));
    assertThat(summary.cells().get(0).baseline()).isEmpty();
    assertThat(summary.notes())
        .containsExactly(
            "No full-cache examples to compare gsm-mini with: run baseline on gsm-mini with nano.");
  }

  @Test
  void keptThatDiffersFromTheRatioIsSaid() {
    CellKey whole = Grids.cell("gsm-mini", "snapkv", "0.5");
    List<ExampleRow> rows = new ArrayList<>(Grids.rows(FULL, 50, 30));
    for (ExampleRow row : Grids.rows(Grids.cell("gsm-mini", "snapkv", "1"), 50, 30)) {
      rows.add(new ExampleRow(whole, row.example(), row.result()));
    }
    assertThat(Grids.summary(rows).notes())
        .contains(
            "kept differs from ratio by more than 0.01: snapkv ratio 0.5 on gsm-mini (kept 1.000).");
  }

  @Test
  void answersThatShareAGenerationAreOneClusterOfTheTest() {
    Workload workload = new Workload("nano", "longgen-mini", "long generation", 8, "");
    CellKey full = Grids.cell(workload, "full", "1");
    CellKey h2o = Grids.cell(workload, "h2o", "0.5");
    List<ExampleRow> rows = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      rows.add(Grids.row(full, i, 30, 35));
      rows.add(Grids.row(h2o, i, 20 + i, 35));
    }
    Summary summary = Grids.summary(rows);
    SummaryCell cell = summary.cells().get(1);
    assertThat(cell.score()).isEqualTo(188 / 280.0, within(1e-12));
    assertThat(cell.drop().orElseThrow()).isEqualTo(-52 / 280.0, within(1e-12));
    // eight generations, all worse: two of the 2^8 signs are as extreme, not 2^-51
    assertThat(cell.pValue().orElseThrow()).isEqualTo(2 / 256.0, within(1e-12));
    assertThat(summary.notes())
        .contains(
            "n counts generations of longgen-mini; each holds 35 answers, taken as one cluster by"
                + " intervals and tests.");
  }

  @Test
  void textFidelityHasMeansOverAllPositions() {
    List<ExampleRow> rows = new ArrayList<>();
    double[][] windows = {{47, 40, 80.5, 1.5}, {47, 45, 90.25, 0.5}};
    for (int i = 0; i < 2; i++) {
      double[] w = windows[i];
      Fidelity fidelity = new Fidelity(w[2], w[3], (int) w[1], (int) w[0]);
      rows.add(
          withAnswer(
              Grids.row(SNAPKV, i, true),
              new Units((int) w[1], (int) w[0]),
              new Tokens(47, 47, 47),
              Optional.of(fidelity)));
    }
    SummaryCell cell = Grids.summary(rows).cells().get(0);
    assertThat(cell.score()).isEqualTo(85 / 94.0, within(1e-12));
    assertThat(cell.fidelity().orElseThrow().nll()).isEqualTo(170.75 / 94, within(1e-12));
    assertThat(cell.fidelity().orElseThrow().kl()).isEqualTo(2.0 / 94, within(1e-12));
  }

  private static ExampleRow withAnswer(
      ExampleRow row, Units units, Tokens tokens, Optional<Fidelity> fidelity) {
    Measured measured = row.measured().orElseThrow();
    Answer answer = measured.answer();
    return new ExampleRow(
        row.cell(),
        row.example(),
        new Measured(
            measured.cache(),
            new Answer(
                answer.text(),
                answer.extracted(),
                answer.gold(),
                (double) units.correct() / units.total(),
                units,
                answer.others(),
                tokens),
            measured.timing(),
            fidelity));
  }
}
