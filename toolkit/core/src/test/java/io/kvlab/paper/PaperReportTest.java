package io.kvlab.paper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.kvlab.dsl.ast.CompressionPoint;
import io.kvlab.paper.Observation.Verdict;
import io.kvlab.plan.CellKey;
import io.kvlab.plan.CellKey.Treatment;
import io.kvlab.plan.CellKey.Workload;
import io.kvlab.report.PaperPage;
import io.kvlab.result.ExampleRow;
import io.kvlab.summary.Grids;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PaperReportTest {
  private static Workload workload(String task, String capability, int shots) {
    return new Workload("nano", task, capability, shots, "");
  }

  private static List<ExampleRow> task(
      Workload workload, int full, String policy, int low, int high) {
    List<ExampleRow> rows =
        new ArrayList<>(Grids.rows(Grids.cell(workload, "full", "1"), 80, full));
    rows.addAll(Grids.rows(Grids.cell(workload, policy, "0.1"), 80, low));
    rows.addAll(Grids.rows(Grids.cell(workload, policy, "0.5"), 80, high));
    return rows;
  }

  private static PaperReport report(List<ExampleRow> rows) {
    return PaperReport.of(rows, Grids.summary(rows));
  }

  private static Verdict verdict(PaperReport report, int number) {
    return report.observations().get(number - 1).verdict();
  }

  @Test
  void anEmptyHandCannotTell() {
    List<ExampleRow> rows =
        task(workload("gsm-mini", "arithmetic reasoning", 8), 60, "snapkv", 20, 59);
    PaperReport report = report(rows);
    assertThat(report.observations())
        .extracting(Observation::number)
        .containsExactly(1, 2, 3, 4, 5, 6);
    assertThat(report.observations())
        .extracting(Observation::verdict)
        .containsOnly(Verdict.CANNOT_TELL);
    assertThat(report.models()).startsWith("nano is not a model of the paper");
  }

  @Test
  void fallingReasoningAndHoldingKnowledgeSupportTheFirst() {
    List<ExampleRow> rows =
        task(workload("gsm-mini", "arithmetic reasoning", 8), 60, "snapkv", 20, 60);
    rows.addAll(task(workload("facts-mini", "world knowledge", 5), 60, "snapkv", 58, 60));
    assertThat(verdict(report(rows), 1)).isEqualTo(Verdict.SUPPORTS);

    List<ExampleRow> other =
        task(workload("gsm-mini", "arithmetic reasoning", 8), 60, "snapkv", 58, 60);
    other.addAll(task(workload("facts-mini", "world knowledge", 5), 60, "snapkv", 20, 60));
    assertThat(verdict(report(other), 1)).isEqualTo(Verdict.CONTRADICTS);

    List<ExampleRow> unstable =
        task(workload("gsm-mini", "arithmetic reasoning", 8), 60, "snapkv", 10, 30);
    unstable.addAll(task(workload("facts-mini", "world knowledge", 5), 60, "snapkv", 58, 30));
    assertThat(verdict(report(unstable), 1)).isEqualTo(Verdict.CONTRADICTS);
  }

  @Test
  void cellsThatCannotShowAnEffectAreNoEvidenceAndShownBesideTheSameAtQuestion() {
    List<ExampleRow> rows =
        task(workload("gsm-mini", "arithmetic reasoning", 8), 60, "snapkv", 20, 60);
    Workload facts = workload("facts-mini", "world knowledge", 5);
    for (ExampleRow row : task(facts, 60, "snapkv", 60, 60)) {
      rows.add(row.cell().isBaseline() ? row : Grids.unexposed(row));
    }
    Treatment treatment = Grids.cell(facts, "snapkv", "0.1").treatment();
    CellKey atQuestion =
        new CellKey(
            facts,
            new Treatment(
                treatment.policy(),
                treatment.budget(),
                treatment.decode(),
                CompressionPoint.QUESTION));
    PaperReport blind = report(rows);
    assertThat(verdict(blind, 1)).isEqualTo(Verdict.CANNOT_TELL);
    assertThat(blind.blind()).hasSize(2).allMatch(pair -> pair.atQuestion().isEmpty());

    rows.addAll(Grids.rows(atQuestion, 80, 15));
    PaperReport seeing = report(rows);
    assertThat(seeing.blind().stream().filter(pair -> pair.atQuestion().isPresent())).hasSize(1);
    assertThat(new PaperPage(seeing).blind().doubleColumn("score_at_question").get(1))
        .isEqualTo(15 / 80.0, within(1e-12));
  }

  @Test
  void shotsAndChunksAndLongGeneration() {
    List<ExampleRow> rows =
        task(workload("gsm-mini", "arithmetic reasoning", 2), 60, "snapkv", 15, 40);
    rows.addAll(task(workload("gsm-mini", "arithmetic reasoning", 32), 60, "snapkv", 40, 55));
    rows.addAll(
        Grids.rows(
            Grids.cell(workload("gsm-mini", "arithmetic reasoning", 32), "shotkv", "0.1"), 80, 58));
    rows.addAll(task(workload("longgen-mini", "long-context generation", 8), 60, "snapkv", 0, 5));
    PaperReport report = report(rows);
    assertThat(verdict(report, 3)).isEqualTo(Verdict.SUPPORTS);
    assertThat(verdict(report, 4)).isEqualTo(Verdict.SUPPORTS);
    assertThat(verdict(report, 6)).isEqualTo(Verdict.SUPPORTS);
    assertThat(report.observations().get(2).evidence()).contains("Welch, Holm");
  }

  @Test
  void publishedCellsStandBesideOurs() {
    List<ExampleRow> rows =
        task(workload("gsm-mini", "arithmetic reasoning", 8), 60, "snapkv", 20, 59);
    PaperReport report = report(rows);
    assertThat(report.beside()).hasSize(1);
    Published published = report.beside().get(0).published();
    assertThat(published.score()).isEqualTo(0.503);
    // the paper's headline: arithmetic drops of 17.4 to 43.3 % at 10 % kept
    double[] drops =
        Published.all().stream()
            .filter(cell -> cell.task().equals("gsm8k") && cell.ratio().doubleValue() == 0.1)
            .mapToDouble(Published::relativeDrop)
            .sorted()
            .toArray();
    assertThat(drops[0]).isEqualTo(-0.433, within(0.0015));
    assertThat(drops[drops.length - 1]).isEqualTo(-0.174, within(0.0015));
    assertThat(new PaperPage(report).toText()).contains("paper_score").contains("0.503");
    assertThat(new PaperPage(report).beside().stringColumn("at").get(0)).isEqualTo("prompt");
    assertThat(new PaperPage(report).toHtml()).contains("This grid cannot tell. ");
  }
}
