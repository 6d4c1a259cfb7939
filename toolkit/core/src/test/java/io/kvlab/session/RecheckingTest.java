package io.kvlab.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvlab.KvlabException;
import io.kvlab.engine.RunProgress;
import io.kvlab.result.ExampleRow;
import io.kvlab.result.ExampleRow.Answer;
import io.kvlab.result.ExampleRow.Measured;
import io.kvlab.store.Run;
import io.kvlab.store.RunStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecheckingTest {
  private static final String GRID =
      "compress snapkv, shotkv ratio 0.3 on gsm-mini with nano limit 8";

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

  private Rechecking.Found recheck(String run, double share) {
    return session.recheck(run, share, RunProgress.SILENT);
  }

  @Test
  void whatThisMachineComputedItComputesAgain() {
    Grid grid = Workshop.grid(session, GRID);
    Rechecking.Found found = recheck(grid.run(), 0.25);
    assertThat(found.different()).isZero();
    assertThat(found.outcome().table().rowCount()).isEqualTo(3);
    assertThat(found.outcome().table().longColumn("checked").asList()).containsOnly(2L);
    assertThat(found.outcome().notes())
        .containsExactly(
            "6 of 24 rows of run "
                + grid.run()
                + " were computed again (seed 0): 6 equal, 0 different.");
    assertThat(session.store().list()).hasSize(1); // nothing is stored
    assertThat(recheck(grid.run(), 0.01).outcome().table().longColumn("checked").asList())
        .containsOnly(1L); // an example at least
  }

  @Test
  void windowsOfATextAreDrawnToo() throws Exception {
    Path essay = folder.resolve("essay.txt");
    Files.writeString(essay, "The sky is blue and the grass is green. ".repeat(60));
    Grid grid =
        Workshop.grid(
            session,
            "compress streamingllm ratio 0.5 on \""
                + essay
                + "\" with nano context 24 continuation 8 windows 6");
    Rechecking.Found found = recheck(grid.run(), 0.5);
    assertThat(found.different()).isZero();
    assertThat(found.outcome().table().longColumn("checked").asList()).containsExactly(3L, 3L);
    Files.writeString(essay, "Quite another text has been written here since. ".repeat(60));
    Rechecking.Found changed = recheck(grid.run(), 0.5);
    assertThat(changed.different()).isPositive();
    assertThat(changed.outcome().notes())
        .anySatisfy(note -> assertThat(note).contains("Not the same here", "data"))
        .anySatisfy(note -> assertThat(note).contains("window-", "nll '"));
  }

  @Test
  void aRowThatSaysSomethingElseIsFoundAndNamed() {
    Grid grid = Workshop.grid(session, GRID);
    RunStore store = session.store();
    String forged = store.begin(store.show(grid.run()).spec(), true).run().id();
    List<ExampleRow> rows = new ArrayList<>();
    for (ExampleRow row : grid.rows()) {
      Measured measured = Workshop.measured(row);
      boolean lies = row.example().index() == 5 && row.cell().isBaseline();
      Answer answer = lies ? saying("forged", measured.answer()) : measured.answer();
      rows.add(
          new ExampleRow(
              row.cell(),
              row.example(),
              new Measured(measured.cache(), answer, measured.timing(), measured.fidelity())));
    }
    store.append(forged, rows);
    store.end(forged, Run.State.DONE, "{}");
    Rechecking.Found found = recheck(forged, 1);
    assertThat(found.different()).isEqualTo(1);
    assertThat(found.outcome().table().longColumn("different").asList())
        .containsExactlyInAnyOrder(1L, 0L, 0L);
    assertThat(found.outcome().notes()).hasSize(2);
    assertThat(found.outcome().notes().get(0)).contains("gsm-mini", "text 'forged' -> '");
    assertThat(found.outcome().notes().get(1)).contains("24 of 24", "23 equal, 1 different");
  }

  private static Answer saying(String text, Answer answer) {
    return new Answer(
        text,
        answer.extracted(),
        answer.gold(),
        answer.score(),
        answer.units(),
        answer.others(),
        answer.tokens());
  }

  @Test
  void whatCannotBeCheckedIsRefused() {
    String run = Workshop.grid(session, GRID).run();
    for (double share : new double[] {0, -1, 1.5, Double.NaN}) {
      assertThatThrownBy(() -> recheck(run, share))
          .isInstanceOf(KvlabException.class)
          .hasMessageContaining("above 0 and up to 1");
    }
    assertThatThrownBy(() -> recheck("20000101-aaaaa", 0.5)).isInstanceOf(KvlabException.class);
  }
}
