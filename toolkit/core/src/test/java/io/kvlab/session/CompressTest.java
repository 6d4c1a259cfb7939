package io.kvlab.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvlab.KvlabException;
import io.kvlab.dsl.DslException;
import io.kvlab.engine.Mechanism;
import io.kvlab.engine.RunProgress;
import io.kvlab.result.ExampleRow;
import io.kvlab.summary.SummaryCell;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tech.tablesaw.api.Table;

/** Statements on a small model that really has the abilities. */
class CompressTest {
  @TempDir Path folder;
  private Session session = Session.open(Settings.defaults());

  @BeforeEach
  void open() {
    session = Workshop.bundled(folder);
  }

  @AfterEach
  void close() {
    session.close();
  }

  @Test
  void anAnswerOfOneTokenCannotShowAnEffectAtPromptAndTheFrameSaysSo() {
    Grid grid =
        Workshop.grid(
            session, "compress streamingllm ratio 0.1 on facts-mini with nano limit 10 max 1");
    SummaryCell cell = grid.numbers().cells().get(1);
    assertThat(cell.cache().exposed()).isZero();
    assertThat(cell.drop()).hasValue(0);
    assertThat(grid.notes()).anySatisfy(note -> assertThat(note).contains("at question"));
  }

  @Test
  void everyMechanismSwitchedOffGivesTheSameAnswers() {
    String statement =
        "compress snapkv, h2o, random ratio 0.5, 0.2, 1 at %s on gsm-mini with nano limit 4 %s"
            + " fresh";
    for (String point : List.of("prompt", "question")) {
      Map<String, String> planned = answers(statement.formatted(point, ""));
      List<String> off = new ArrayList<>();
      for (Mechanism mechanism : Mechanism.values()) {
        off.add(mechanism.key());
      }
      off.add(String.join(", ", off));
      for (String mechanisms : off) {
        assertThat(answers(statement.formatted(point, "without " + mechanisms)))
            .as(point + " without " + mechanisms)
            .isEqualTo(planned);
      }
    }
  }

  @Test
  void batchSizeDoesNotChangeARow() {
    String statement = "compress snapkv, shotkv ratio 0.3 on code-mini with nano limit 9 fresh";
    Map<String, String> together = answers(statement);
    assertThat(answers("set batch 2; " + statement)).isEqualTo(together);
  }

  private Map<String, String> answers(String statement) {
    Map<String, String> answers = new TreeMap<>();
    for (ExampleRow row : Workshop.grid(session, statement).rows()) {
      ExampleRow.Measured measured = Workshop.measured(row);
      answers.put(
          row.cell().treatment() + " " + row.example().id(),
          measured.answer().text()
              + " | "
              + measured.answer().score()
              + " | "
              + measured.cache().keptEntries()
              + " | "
              + measured.answer().tokens());
    }
    return answers;
  }

  @Test
  void equalRatiosKeepEquallyManyEntries() {
    Grid grid =
        Workshop.grid(
            session,
            "compress streamingllm, h2o, snapkv, pyramidkv, ada(snapkv), knorm, tova, random ratio"
                + " 0.3 on gsm-mini with nano limit 4");
    for (SummaryCell cell : grid.numbers().cells()) {
      if (!cell.key().isBaseline()) {
        assertThat(cell.cache().kept()).as(cell.key().treatment().policy()).isBetween(0.295, 0.305);
      }
    }
  }

  @Test
  void theSameStatementAgainComputesNothing() {
    String statement = "compress snapkv ratio 0.5 on gsm-mini with nano limit 3";
    Grid first = Workshop.grid(session, statement);
    Grid second = Workshop.grid(session, statement);
    assertThat(second.run()).isEqualTo(first.run());
    assertThat(second.rows()).isEqualTo(first.rows()); // how long each took included
    assertThat(Workshop.grid(session, statement + " fresh").run()).isNotEqualTo(first.run());
  }

  @Test
  void anInterruptedRunGoesOnWhereItStopped() {
    String statement =
        "set batch 1; compress snapkv, random ratio 0.5, 0.2 on gsm-mini with nano limit 5";
    RunProgress stopEarly =
        new RunProgress() {
          @Override
          public void advanced(long done) {
            if (done >= 5) {
              session.cancel();
            }
          }
        };
    List<Outcome> outcomes = session.execute(statement, stopEarly);
    Grid partial = ((Outcome.Experiment) outcomes.get(1)).grid();
    assertThat(partial.interrupted()).isTrue();
    assertThat(partial.rows()).hasSizeBetween(5, 20);
    Grid whole = Workshop.grid(session, statement);
    assertThat(whole.run()).isEqualTo(partial.run());
    assertThat(whole.rows()).hasSize(25).containsAll(partial.rows());
  }

  @Test
  void unknownNamesAreFoundBeforeAnythingRuns() {
    assertThatThrownBy(
            () ->
                session.execute(
                    "baseline on gsm-mini with nano; compress snapvk ratio 0.1 on gsm-mini with"
                        + " trained",
                    RunProgress.SILENT))
        .isInstanceOf(DslException.class)
        .hasMessageContaining("snapkv");
    assertThat(session.store().list()).isEmpty();
  }

  @Test
  void moreShotsThanThereAreIsRefused() {
    assertThatThrownBy(
            () ->
                Workshop.grid(
                    session, "compress snapkv ratio 0.5 on gsm-mini with nano limit 2 shots 100"))
        .isInstanceOf(KvlabException.class);
  }

  @Test
  void aResultIsBoundPlottedAndExported() {
    Path html = folder.resolve("grid.html");
    Path csv = folder.resolve("grid.csv");
    List<Outcome> outcomes =
        session.execute(
            """
            grid = compress snapkv, random ratio 0.2, 0.6 on code-mini with nano limit 4
            plot degradation of grid by ratio color policy save "%s"
            export grid to "%s\"\
            """
                .formatted(html, csv),
            RunProgress.SILENT);
    assertThat(outcomes).hasSize(3);
    // one file that needs no other: Plotly stands inside, nothing is linked
    assertThat(html)
        .content()
        .contains("Plotly")
        .doesNotContain("<script src")
        .doesNotContain("<link");
    assertThat(csv.toFile().exists() ? Table.read().csv(csv.toFile()).rowCount() : 0)
        .isEqualTo(5 * 4);
    assertThat(csv).content().contains(",0.2,").contains(",0.6,");
    assertThat(session.bindings()).containsKey("grid");
  }
}
