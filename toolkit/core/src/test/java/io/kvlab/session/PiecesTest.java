package io.kvlab.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvlab.dsl.Dsl;
import io.kvlab.dsl.ast.Query;
import io.kvlab.engine.Cancellation;
import io.kvlab.engine.RunOptions;
import io.kvlab.engine.RunProgress;
import io.kvlab.engine.Runner;
import io.kvlab.engine.SweepCost;
import io.kvlab.plan.Plan;
import io.kvlab.plan.Plan.Answers;
import io.kvlab.plan.Plan.Sweep;
import io.kvlab.plan.PlanJson;
import io.kvlab.result.ExampleRow;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A plan's cost is known before it runs, and its pieces are worth the whole. */
class PiecesTest {
  @TempDir Path folder;

  @Test
  void thePiecesOfAPlanGiveItsRowsInAnyOrder() {
    String statement = "compress snapkv, random ratio 0.3, 0.7 on icl-mini with nano limit 5";
    try (Session session = Workshop.bundled(folder)) {
      Map<String, String> whole = answers(Workshop.grid(session, statement).rows());
      Plan plan = session.plan((Query) Dsl.parseStatement(statement));
      List<Plan> pieces = plan.pieces(2);
      assertThat(pieces).hasSize(3);
      Map<String, String> joined = new TreeMap<>();
      for (int i = pieces.size() - 1; i >= 0; i--) {
        Plan piece = PlanJson.read(PlanJson.write(pieces.get(i)));
        assertThat(piece).isEqualTo(pieces.get(i));
        Runner runner = new Runner(session.workbench(), session.store(), RunOptions.DEFAULT);
        joined.putAll(answers(runner.run(piece, RunProgress.SILENT, new Cancellation()).rows()));
      }
      assertThat(joined).isEqualTo(whole);
    }
  }

  private static Map<String, String> answers(List<ExampleRow> rows) {
    Map<String, String> answers = new TreeMap<>();
    for (ExampleRow row : rows) {
      ExampleRow.Measured measured = Workshop.measured(row);
      answers.put(
          row.cell() + " " + row.example(),
          measured.answer() + " " + measured.cache().keptEntries());
    }
    return answers;
  }

  @Test
  void lessMemoryMakesMorePieces() {
    SweepCost free = cost(Optional.of(8L << 30));
    SweepCost tight = cost(Optional.of(256L << 20));
    assertThat(free.pieces()).isEqualTo(1);
    assertThat(free.workBytes()).isLessThan(8L << 30);
    assertThat(tight.pieces()).isGreaterThan(1);
    assertThat(tight.batch()).isLessThan(free.batch());
    assertThat(tight.workBytes() <= 256L << 20 || tight.batch() == 1).isTrue();
    assertThat(tight.prefillTokens()).isEqualTo(free.prefillTokens());
  }

  @Test
  void whatKeepsTheSameIsCountedOnce() {
    SweepCost cost = cost(Optional.empty());
    // streamingllm: one selection a ratio, but ratio 1 keeps all; snapkv: known by its budget alone
    assertThat(cost.branches()).isEqualTo(16 * 2 * 3);
    assertThat(cost.distinct()).isEqualTo(16 * 2 * 2);
    assertThat(cost.seconds()).isPositive();
    assertThat(cost.peakBytes()).isGreaterThan(cost.weightBytes());
  }

  private SweepCost cost(Optional<Long> memory) {
    try (Session session = Workshop.bundled(folder)) {
      Plan plan =
          session.plan(
              (Query)
                  Dsl.parseStatement(
                      "compress streamingllm, snapkv ratio 0.2, 0.5, 1 on needle-mini with nano"
                          + " limit 16"));
      Sweep sweep = plan.sweeps().get(0);
      RunOptions options =
          new RunOptions(RunOptions.DEFAULT.mechanisms(), OptionalInt.empty(), memory, false);
      return SweepCost.of(sweep, (Answers) sweep.work(), session.workbench(), options, 1);
    }
  }
}
