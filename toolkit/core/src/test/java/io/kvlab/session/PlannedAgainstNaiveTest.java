package io.kvlab.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvlab.experiment.ExampleRow;
import io.kvlab.experiment.NaivePath;
import io.kvlab.experiment.NaivePath.Answered;
import io.kvlab.experiment.Plan.Answers;
import io.kvlab.experiment.Plan.Sweep;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sharing prefills, merging branches and verifying drafts must not change a single answer. */
class PlannedAgainstNaiveTest {
  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"prompt", "question", "last"})
  void theSameAnswersForAllPoliciesAndRatios(String point) {
    compare(
        "compress random, streamingllm, h2o, snapkv(window=8), pyramidkv(window=8), chunkkv,"
            + " shotkv, randomshot, knorm, tova, keydiff, ada(snapkv(window=8)) ratio 0.1, 0.4,"
            + " 0.8, 1 at "
            + point
            + " on code-mini, icl-mini with nano limit 3",
        40);
  }

  @Test
  void theSameAnswersWhereTheyAreLong() {
    compare("compress h2o, snapkv ratio 0.2, 0.6 on gsm-mini, longgen-mini with nano limit 2", 10);
  }

  private void compare(String statement, int pairs) {
    try (Session session = Workshop.bundled(folder)) {
      Grid grid = Workshop.grid(session, statement);
      int compared = 0;
      for (Sweep sweep : grid.plan().sweeps()) {
        NaivePath naive =
            new NaivePath(sweep, (Answers) sweep.work(), session.workbench(), grid.plan().seed());
        for (Answered answered : naive.answer(pairs)) {
          ExampleRow row = row(grid, answered);
          ExampleRow.Answer planned = Workshop.measured(row).answer();
          assertThat(planned.text())
              .as(answered.cell().treatment() + " on " + answered.example())
              .isEqualTo(naive.text(answered.example(), answered.tokens()));
          assertThat(planned.tokens().generated()).isEqualTo(answered.tokens().length);
          compared++;
        }
      }
      assertThat(compared).isGreaterThanOrEqualTo(pairs);
    }
  }

  private static ExampleRow row(Grid grid, Answered answered) {
    List<ExampleRow> found =
        grid.rows().stream()
            .filter(row -> row.cell().equals(answered.cell()))
            .filter(row -> row.example().id().equals(answered.example()))
            .toList();
    assertThat(found).hasSize(1);
    return found.get(0);
  }
}
