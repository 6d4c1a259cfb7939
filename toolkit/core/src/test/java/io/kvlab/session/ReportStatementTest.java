package io.kvlab.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvlab.KvlabException;
import io.kvlab.dsl.ast.Statement;
import io.kvlab.engine.RunProgress;
import io.kvlab.result.ExampleRow;
import io.kvlab.testing.Shared;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tech.tablesaw.api.Table;

/** Statements about a result: compare, plot, report, on a real model. */
class ReportStatementTest {
  @TempDir Path folder;

  @Test
  void oneGridIsComparedPlottedAndReported() throws Exception {
    Shared.path("prototypes/nano/model");
    try (Session session = Workshop.open(folder)) {
      run(
          session,
          "grid = compress streamingllm, snapkv ratio 0.5, 0.1 at last on needle-mini with trained"
              + " limit 16");

      Outcome.Tabular compared =
          (Outcome.Tabular) run(session, "compare snapkv vs streamingllm of grid");
      Table table = compared.table();
      assertThat(table.rowCount()).isEqualTo(2);
      assertThat(table.intColumn("n").asObjectArray()).containsOnly(16);
      for (int row = 0; row < 2; row++) {
        double effect = table.doubleColumn("effect").get(row);
        assertThat(effect)
            .isEqualTo(
                table.doubleColumn("score_a").get(row) - table.doubleColumn("score_b").get(row))
            .isBetween(
                table.doubleColumn("effect_low").get(row),
                table.doubleColumn("effect_high").get(row));
      }
      assertThatThrownBy(() -> run(session, "compare snapkv vs h2o of grid"))
          .isInstanceOf(KvlabException.class)
          .hasMessageContaining("This result has no policy h2o");

      Path card = folder.resolve("card.html");
      run(session, "report grid to \"" + card + "\"");
      assertThat(Files.readString(card))
          .contains("needle-mini")
          .contains("Provenance")
          .contains("kvlab-figure-4");

      Outcome.Paper paper = (Outcome.Paper) run(session, "report paper of grid");
      assertThat(paper.page().toText()).contains("6. Long generation is most sensitive.");
      assertThatThrownBy(() -> run(session, "report grid to \"card.pdf\""))
          .hasMessage("A report is a page: 'card.pdf' should end in .html.");
    }
  }

  @Test
  void whatCannotShowAnEffectIsShownBesideTheSameTaskAtQuestion() {
    try (Session session = Workshop.bundled(folder)) {
      Grid grid =
          Workshop.grid(
              session, "compress streamingllm ratio 0.2 on icl-mini with nano limit 3 max 1");
      for (Outcome outcome :
          List.of(
              session.report(
                  Statement.Report.Kind.PAPER,
                  List.of(grid.run()),
                  Optional.empty(),
                  RunProgress.SILENT),
              run(
                  session,
                  "report paper of compress streamingllm ratio 0.2 on icl-mini with nano limit 3"
                      + " max 1"))) {
        Table blind = ((Outcome.Paper) outcome).page().blind();
        assertThat(blind.rowCount()).isEqualTo(1);
        assertThat(blind.doubleColumn("exposed_at_question").get(0)).isPositive();
      }
      assertThat(session.store().list()).hasSize(2);
      List<ExampleRow> same =
          session.store().rows(session.store().list().get(0).id()).stream()
              .filter(row -> !row.cell().isBaseline())
              .toList();
      assertThat(same).extracting(ExampleRow::example).hasSize(3);
    }
  }

  private static Outcome run(Session session, String text) {
    List<Outcome> outcomes = session.execute(text, RunProgress.SILENT);
    return outcomes.get(outcomes.size() - 1);
  }
}
